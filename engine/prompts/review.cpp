#include "engine/prompts/review.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/prompts/caption_check.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;

ReviewSession::ReviewSession(std::vector<NovelPrompt> prompts, fs::path journal)
    : prompts_(std::move(prompts)), journal_(std::move(journal)) {
    for (const auto& prompt : prompts_) originals_.push_back(prompt.text);
    decisions_.resize(prompts_.size());
    std::error_code code;
    if (fs::exists(journal_, code)) replay();
}

void ReviewSession::replay() {
    const std::string text = read_text(journal_);
    std::unordered_map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < originals_.size(); ++i) index.emplace(originals_[i], i);
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        if (end == std::string::npos) {  // cut off in the middle of a write
            if (::truncate(journal_.c_str(), static_cast<off_t>(at)) != 0) {
                throw resource_error("{}: cannot be written: {}", journal_.string(), std::strerror(errno));
            }
            break;
        }
        ++number;
        const auto entry = json::parse(text.substr(at, end - at), nullptr, false);
        at = end + 1;
        const auto field = [&](const char* key) {
            return entry.is_object() && entry.contains(key) && entry[key].is_string()
                       ? entry[key].get<std::string>()
                       : std::string();
        };
        const auto found = index.find(field("prompt"));
        const auto decision = field("decision");
        if (decision.empty())
            throw input_error("{}:{}: expected a decision of a review, found another text", journal_.string(),
                              number);
        if (found == index.end())
            throw input_error("{}:{}: belongs to another set: no prompt \"{}\"", journal_.string(), number,
                              field("prompt"));
        if (decision == "undone") {
            if (history_.empty() || history_.back().prompt != found->second)
                throw input_error("{}:{}: undoes what was not decided last", journal_.string(), number);
            prompts_[found->second] = history_.back().before;
            decisions_[found->second].clear();
            history_.pop_back();
            continue;
        }
        if (decision != "approved" && decision != "rejected" && decision != "edited") {
            throw input_error("{}:{}: expected approved, rejected, edited or undone, found \"{}\"",
                              journal_.string(), number, decision);
        }
        std::vector<std::string> tokens;
        if (entry.contains("tokens") && entry["tokens"].is_array()) {
            for (const auto& token : entry["tokens"])
                tokens.push_back(token.is_string() ? token.get<std::string>() : "");
        }
        apply(found->second, decision, field("text"), std::move(tokens));
    }
}

const NovelPrompt* ReviewSession::current() const {
    const auto found = std::find(decisions_.begin(), decisions_.end(), "");
    return found == decisions_.end() ? nullptr
                                     : &prompts_[static_cast<std::size_t>(found - decisions_.begin())];
}

void ReviewSession::apply(std::size_t prompt, const std::string& decision, const std::string& text,
                          std::vector<std::string> tokens) {
    history_.push_back({prompt, prompts_[prompt]});
    decisions_[prompt] = decision;
    if (decision == "rejected") return;
    prompts_[prompt].review = decision;
    if (decision == "edited") {
        prompts_[prompt].text = text;
        prompts_[prompt].tokens = std::move(tokens);
    }
}

void ReviewSession::write(const std::string& original, const std::string& decision,
                          const NovelPrompt& prompt) const {
    json entry = {{"prompt", original}, {"decision", decision}};
    if (decision == "edited") {
        entry["text"] = prompt.text;
        entry["tokens"] = prompt.tokens;
    }
    const std::string line = entry.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    const int file = ::open(journal_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const bool good = file >= 0 &&
                      ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                      ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (!good)
        throw resource_error("{}: the decision cannot be kept: {}", journal_.string(), std::strerror(error));
}

void ReviewSession::approve() {
    if (const auto* prompt = current()) {
        const auto i = static_cast<std::size_t>(prompt - prompts_.data());
        write(originals_[i], "approved", *prompt);
        apply(i, "approved", {}, {});
    }
}

void ReviewSession::reject() {
    if (const auto* prompt = current()) {
        const auto i = static_cast<std::size_t>(prompt - prompts_.data());
        write(originals_[i], "rejected", *prompt);
        apply(i, "rejected", {}, {});
    }
}

void ReviewSession::edit(const std::string& text, const PosTagger& tagger) {
    const auto* prompt = current();
    if (prompt == nullptr) return;
    const std::string tidy = tidy_caption(text);
    if (const auto problem = caption_problem(tidy)) throw input_error("the text {}", *problem);
    NovelPrompt edited = *prompt;
    edited.text = tidy;
    edited.tokens = motion_tokens(tagger, tidy);
    const auto i = static_cast<std::size_t>(prompt - prompts_.data());
    write(originals_[i], "edited", edited);
    apply(i, "edited", edited.text, edited.tokens);
}

bool ReviewSession::undo() {
    if (history_.empty()) return false;
    const auto last = history_.back();
    write(originals_[last.prompt], "undone", last.before);
    prompts_[last.prompt] = last.before;
    decisions_[last.prompt].clear();
    history_.pop_back();
    return true;
}

std::size_t ReviewSession::count(const std::string& decision) const {
    return static_cast<std::size_t>(std::count(decisions_.begin(), decisions_.end(), decision));
}

std::vector<NovelPrompt> ReviewSession::kept() const {
    std::vector<NovelPrompt> kept;
    for (std::size_t i = 0; i < prompts_.size(); ++i) {
        if (decisions_[i] == "approved" || decisions_[i] == "edited") kept.push_back(prompts_[i]);
    }
    return kept;
}

std::vector<NovelPrompt> ReviewSession::not_rejected() const {
    std::vector<NovelPrompt> left;
    for (std::size_t i = 0; i < prompts_.size(); ++i) {
        if (decisions_[i] != "rejected") left.push_back(prompts_[i]);
    }
    return left;
}

}  // namespace im

#include "engine/io/bvh_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/motion/rig/rig.h"

namespace im {
namespace {

bool is_space(char c) {
    return static_cast<unsigned char>(c) <= ' ';  // zero bytes, too: some writers pad with them
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<double> plain_number(std::string_view word) {
    if (word.starts_with('+')) word.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

void BvhText::fail(const std::string& expected, std::string_view found) const {
    const auto line =
        1 + std::count(text_.begin(),
                       text_.begin() + static_cast<std::ptrdiff_t>(std::min(token_start_, text_.size())),
                       '\n');
    const std::string shown = clean_name(std::string(found.substr(0, 40)));
    throw input_error("{}:{}: expected {}, found {}", place_, line, expected,
                      found.empty() ? "the end of the file" : fmt::format("\"{}\"", shown));
}

std::string_view BvhText::next() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    token_start_ = at_;
    if (at_ < text_.size() && (text_[at_] == '{' || text_[at_] == '}')) return text_.substr(at_++, 1);
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '{' && text_[at_] != '}') ++at_;
    return last();
}

std::string_view BvhText::peek() {
    const std::size_t here = at_;
    const std::string_view word = next();
    at_ = here;
    return word;
}

void BvhText::expect(std::string_view wanted) {
    const std::string_view word = next();
    if (!same_word(word, wanted)) fail(std::string(wanted), word);
}

std::string_view BvhText::rest_of_line() {
    token_start_ = at_;
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r' && text_[at_] != '{') ++at_;
    return trimmed(last());
}

std::optional<double> BvhText::number_of(std::string_view word) {
    if (const auto value = plain_number(word)) return value;
    if (std::count(word.begin(), word.end(), ',') != 1 || word.find('.') != std::string_view::npos)
        return std::nullopt;
    std::string pointed(word);
    std::replace(pointed.begin(), pointed.end(), ',', '.');
    const auto value = plain_number(pointed);
    if (value && comma_.empty()) comma_ = word;
    return value;
}

double BvhText::number(const std::string& what) {
    const std::string_view word = next();
    const auto value = number_of(word);
    if (!value) fail(what, word);
    return *value;
}

glm::dvec3 BvhText::offset() {
    const double x = number("a number"), y = number("a number"), z = number("a number");
    return {x, y, z};
}

}  // namespace im

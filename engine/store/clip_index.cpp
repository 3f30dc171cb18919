#include "engine/store/clip_index.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

namespace im {
namespace {

/// Bytes above ASCII stay as they are: they are found where they are typed the same.
std::string lower_case(std::string text) {
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) c = static_cast<char>(std::tolower(byte));
    }
    return text;
}

std::string text_of(const ClipRecord& clip) {
    return lower_case(clip.prompt + "\n" + clip.name + "\n" + clip.tags + "\n" + clip.model);
}

/// The query's words, those that are ratings taken out.
struct Words {
    std::vector<std::string> texts;
    int rating = 0, rating_min = 0;

    explicit Words(const std::string& typed) {
        std::istringstream in(lower_case(typed));
        for (std::string word; in >> word;) {
            const bool stars = word.size() == 2 && word[0] >= '1' && word[0] <= '5';
            if (stars && word[1] == '*') {
                rating = word[0] - '0';
            } else if (stars && word[1] == '+') {
                rating_min = word[0] - '0';
            } else {
                texts.push_back(std::move(word));
            }
        }
    }
};

}  // namespace

std::optional<double> clip_likeness(const ClipRecord& clip) {
    const auto& score = clip.judge ? clip.judge : clip.reward;
    if (!score) return std::nullopt;
    // A score is -2 d^2 (eq. 2 on text alone) with d the distance of two unit vectors, whose cosine is 1 - d^2 / 2.
    return std::clamp(1 + *score / 4, 0.0, 1.0);
}

void ClipIndex::add(std::vector<ClipRecord> clips) {
    clips_.reserve(clips_.size() + clips.size());
    texts_.reserve(clips_.capacity());
    for (ClipRecord& clip : clips) {
        newest_ = std::max(newest_, clip.id);
        const auto [known, is_new] = places_.try_emplace(clip.id, clips_.size());
        if (is_new) {
            texts_.push_back(text_of(clip));
            clips_.push_back(std::move(clip));
        } else {
            texts_[known->second] = text_of(clip);
            clips_[known->second] = std::move(clip);
        }
    }
    ++revision_;
}

ClipRecord* ClipIndex::changed(std::int64_t id) {
    ++revision_;
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : &clips_[found->second];
}

void ClipIndex::rate(std::int64_t id, int rating) {
    if (ClipRecord* clip = changed(id)) clip->rating = rating;
}

void ClipIndex::rename(std::int64_t id, const std::string& name, const std::string& tags) {
    if (ClipRecord* clip = changed(id)) {
        clip->name = name;
        clip->tags = tags;
        texts_[places_.at(id)] = text_of(*clip);
    }
}

void ClipIndex::trash(std::int64_t id, bool trashed) {
    if (ClipRecord* clip = changed(id)) clip->trashed = trashed;
}

void ClipIndex::remove(std::int64_t id) {
    ++revision_;
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    const std::size_t place = found->second;
    places_.erase(found);
    if (place + 1 != clips_.size()) {  // the last one takes its place
        clips_[place] = std::move(clips_.back());
        texts_[place] = std::move(texts_.back());
        places_[clips_[place].id] = place;
    }
    clips_.pop_back();
    texts_.pop_back();
}

const ClipRecord* ClipIndex::find(std::int64_t id) const {
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : &clips_[found->second];
}

std::vector<std::string> ClipIndex::models() const {
    std::set<std::string> names;
    for (const ClipRecord& clip : clips_) {
        if (!clip.model.empty()) names.insert(clip.model);
    }
    return {names.begin(), names.end()};
}

std::vector<std::size_t> ClipIndex::search(const ClipQuery& query) const {
    const Words words(query.words);
    const int rating_min = std::max(query.rating_min, words.rating_min);
    const auto fits = [&](std::size_t place) {
        const ClipRecord& clip = clips_[place];
        return clip.trashed == query.trashed && clip.rating >= rating_min &&
               (words.rating == 0 || clip.rating == words.rating) && (!query.unrated || clip.rating == 0) &&
               (query.model.empty() || clip.model == query.model) &&
               std::all_of(words.texts.begin(), words.texts.end(), [&](const std::string& word) {
                   return texts_[place].find(word) != std::string::npos;
               });
    };
    /// What the order goes by, greatest first; then the newest.
    struct Found {
        double key;
        std::int64_t id;
        std::size_t place;
    };
    std::vector<Found> found;
    for (std::size_t place = 0; place < clips_.size(); ++place) {
        if (!fits(place)) continue;
        const ClipRecord& clip = clips_[place];
        double key = clip.made;
        if (query.order == ClipOrder::Oldest) key = -clip.made;
        if (query.order == ClipOrder::Score) key = clip_likeness(clip).value_or(-1);
        if (query.order == ClipOrder::Rating) key = clip.rating;
        found.push_back({key, query.order == ClipOrder::Oldest ? -clip.id : clip.id, place});
    }
    std::sort(found.begin(), found.end(),
              [](const Found& a, const Found& b) { return a.key != b.key ? a.key > b.key : a.id > b.id; });
    std::vector<std::size_t> places;
    places.reserve(found.size());
    for (const Found& one : found) places.push_back(one.place);
    return places;
}

}  // namespace im

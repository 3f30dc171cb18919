#include "engine/train/supervised/compose.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <sstream>

#include "engine/motion/clean_up/join.h"
#include "engine/text/person_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

/// "a young man | walks ahead": where the subject of a caption ends; 0 when no subject is recognised.
std::size_t subject_length(const Words& words) {
    for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 4); ++i) {
        if (is_person_word(words[i])) return i + 1;
    }
    return 0;
}

Words words_of(std::string caption) {
    while (!caption.empty() && (caption.back() == '.' || caption.back() == ' ')) caption.pop_back();
    std::istringstream in(caption);
    Words words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

std::string text_of(const Words& words, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text += (text.empty() ? "" : " ") + words[i];
    return text;
}

bool is_present(const std::string& verb) {
    return verb.size() > 2 && verb.back() == 's';
}  // "waves", not "is"

std::string possessive_of(const Words& words, std::size_t subject) {
    return std::string(possessive_of_person(words[subject - 1]));
}

/// Frames [begin, end).
MotionClip part_of(const MotionClip& clip, int begin, int end) {
    MotionClip part{clip.joint_count, clip.fps, {}};
    for (int t = begin; t < end; ++t)
        part.positions.insert(part.positions.end(), clip.frame(t).begin(), clip.frame(t).end());
    return part;
}

}  // namespace

std::string join_captions(const std::string& first, const std::string& second, std::uint64_t draw) {
    const Words a = words_of(first);
    Words b = words_of(second);
    const std::size_t a_subject = subject_length(a), b_subject = subject_length(b);
    if (a_subject == 0 || b_subject == 0 || a_subject >= a.size() || b_subject >= b.size() ||
        !is_present(b[b_subject]))
        return {};
    for (auto& word : b) {
        if (word == "his" || word == "her" || word == "their") word = possessive_of(a, a_subject);
    }
    const std::string head = text_of(a, 0, a.size()), tail = text_of(b, b_subject, b.size());
    if (is_present(a[a_subject]) && draw % 4 == 3) {
        return text_of(a, 0, a_subject) + " first " + text_of(a, a_subject, a.size()) + ", then " + tail +
               ".";
    }
    static const std::array<const char*, 3> connectives = {", then ", " and then ", ", and after that "};
    return head + connectives[draw % connectives.size()] + tail + ".";
}

std::vector<CaptionedMotion> compose_motions(const MotionDataset& data, int count, int frames_max,
                                             std::uint64_t seed) {
    std::vector<std::array<std::string, 2>> pairs;
    std::map<std::string, std::vector<const CaptionedMotion*>> by_action;
    for (const auto& motion : data.motions) {
        if (motion.split != Split::Train) continue;
        if (motion.composed && motion.actions.size() == 2)
            pairs.push_back({motion.actions[0], motion.actions[1]});
        if (!motion.composed && motion.actions.size() == 1) by_action[motion.actions[0]].push_back(&motion);
    }
    std::erase_if(pairs, [&](const auto& pair) {
        return !by_action.contains(pair[0]) || !by_action.contains(pair[1]);
    });
    std::vector<CaptionedMotion> made;
    if (pairs.empty()) return made;

    const Skeleton& skeleton = skeleton_by_name(data.skeleton);
    std::mt19937_64 random(seed);
    const auto pick = [&](const auto& list) -> const auto& {
        return list[random() % list.size()];
    };
    const int part_max = frames_max * 3 / 5;
    // A pair may fail (captions that do not join, too long, poses too far apart): others are drawn, but not
    // for ever.
    for (int attempt = 0; attempt < 4 * count && static_cast<int>(made.size()) < count; ++attempt) {
        const auto& pair = pick(pairs);
        const CaptionedMotion &a = *pick(by_action[pair[0]]), &b = *pick(by_action[pair[1]]);
        CaptionedMotion motion;
        for (int i = 0; i < 3; ++i) {
            auto caption = join_captions(pick(a.captions), pick(b.captions), random());
            if (!caption.empty()) motion.captions.push_back(std::move(caption));
        }
        if (motion.captions.empty()) continue;
        const MotionClip whole_a = decode_features(a.features, skeleton),
                         whole_b = decode_features(b.features, skeleton);
        const MotionClip first =
            part_of(whole_a, std::max(0, whole_a.frame_count() - part_max), whole_a.frame_count());
        const MotionClip second = part_of(whole_b, 0, std::min(part_max, whole_b.frame_count()));
        const JoinCut cut = best_cut(first, second, skeleton);
        if (cut.difference > 0.35) continue;
        MotionClip joined = join_clips(part_of(first, 0, cut.first_frames),
                                       part_of(second, cut.second_begin, second.frame_count()), skeleton);
        if (joined.frame_count() > frames_max) joined = part_of(joined, 0, frames_max);
        motion.features = encode_features(joined, skeleton, data.codec);
        motion.id = a.id + "+" + b.id;
        motion.actions = {pair[0], pair[1]};
        motion.style = a.style == b.style ? a.style : a.style + ">" + b.style;
        motion.source = "composed";
        motion.licence = a.licence == b.licence ? a.licence : a.licence + " + " + b.licence;
        motion.composed = true;
        made.push_back(std::move(motion));
    }
    return made;
}

}  // namespace im

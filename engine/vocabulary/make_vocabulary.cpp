#include "engine/vocabulary/make_vocabulary.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/prompts/caption_check.h"
#include "engine/prompts/sentence_vectors.h"
#include "engine/prompts/style.h"
#include "engine/text/english_words.h"
#include "engine/vocabulary/action_groups.h"
#include "engine/vocabulary/caption_choices.h"
#include "engine/vocabulary/content_words.h"
#include "engine/vocabulary/nearness_calibration.h"

namespace im {
namespace {

constexpr std::size_t kExamples = 6, kChoices = 8, kRowsShown = 40;
constexpr int kCaptionsEach = 24;
constexpr std::size_t kPairsMax = 30000;

using Counts = std::map<std::string, int>;

/// A caption taken apart, once for all clips that have it.
struct Parsed {
    struct Part {
        std::string bare;  ///< "a person waves." without manner
        std::string name;  ///< of the action where the data set has no tags: "wave_hand"
    };
    std::vector<Part> parts;
    bool whole = false;   ///< several parts: only the sentence as it stands tells the action
    bool manner = false;  ///< it tells how the action is done
    std::string plain;    ///< the caption about "a person"
    std::vector<std::string> words;
};

struct Family {
    std::string name;
    Counts tags, bare, plain;
    std::map<std::string, Counts> styled;  ///< style -> captions that tell it
    std::set<std::string> words;
    std::unordered_set<std::string> clips;
};

/// Two actions in a row, as composed clips have them.
struct Row {
    int clips = 0;
    std::string prompt;
};

std::string name_by_words(const MetaMotion& motion) {
    std::string name = motion.lemma;
    for (std::size_t i = 0; i < motion.rest.size(); ++i) {
        if (motion.rest_tags[i] != PosTag::Noun || motion.rest[i] == "left" || motion.rest[i] == "right")
            continue;
        name += "_" + noun_lemma(motion.rest[i]);
        break;
    }
    return name;
}

std::vector<std::pair<int, std::string>> most_frequent_first(const Counts& counts) {
    std::vector<std::pair<int, std::string>> order;
    for (const auto& [text, count] : counts) order.emplace_back(count, text);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second.size() < b.second.size();
    });
    return order;
}

/// The sentence without "a person" and the full stop.
std::string predicate(const std::string& sentence) {
    constexpr std::string_view kSubject = "a person ";
    std::string text = sentence.starts_with(kSubject) ? sentence.substr(kSubject.size()) : sentence;
    while (!text.empty() && text.back() == '.') text.pop_back();
    return text;
}

/// Words that matter, without order: captions with the same ones are one wording.
std::string key_of(const std::string& text) {
    auto words = content_words(text);
    std::sort(words.begin(), words.end());
    std::string key;
    for (const auto& word : words) key += word + " ";
    return key;
}

/// The most frequent of the captions that say `value` of what `read` finds in them.
std::string caption_saying(const std::string& value, const Family& family,
                           const std::function<std::string(const std::string&)>& read) {
    for (const Counts* counts : {&family.bare, &family.plain}) {
        for (const auto& [count, text] : most_frequent_first(*counts)) {
            if (read(text) == value) return text;
        }
    }
    return {};
}

/// Each value that captions of the family say, the most frequent first, with a caption that says it.
std::vector<VocabularyChoice> choices_of(const Family& family,
                                         const std::function<std::string(const std::string&)>& read) {
    Counts votes;
    for (const Counts* counts : {&family.bare, &family.plain}) {
        for (const auto& [text, count] : *counts) {
            if (const auto value = read(text); !value.empty()) votes[value] += count;
        }
    }
    std::vector<VocabularyChoice> choices;
    for (const auto& [count, value] : most_frequent_first(votes)) {
        if (choices.size() < kChoices) choices.push_back({value, caption_saying(value, family, read)});
    }
    return choices;
}

std::vector<VocabularyChoice> styles_of(const Family& family) {
    Counts votes;
    for (const auto& [style, captions] : family.styled) {
        for (const auto& [text, count] : captions) votes[style] += count;
    }
    std::vector<VocabularyChoice> choices;
    for (const auto& [count, style] : most_frequent_first(votes)) {
        if (choices.size() < 2 * kChoices)
            choices.push_back({style, most_frequent_first(family.styled.at(style)).front().second});
    }
    return choices;
}

/// "", "normal", and for parts one after another "normal>normal".
bool tells_no_style(const std::string& style) {
    constexpr std::string_view kNormal = "normal";
    for (std::size_t from = 0; from < style.size();) {
        const auto to = std::min(style.find('>', from), style.size());
        if (style.substr(from, to - from) != kNormal) return false;
        from = to + 1;
    }
    return true;
}

class Builder {
  public:
    Builder(const Decomposer& decomposer, const VocabularyOptions& options)
        : decomposer_(decomposer), options_(options) {}

    void add(const SourceCaption& caption) {
        if (caption.actions.size() > 1) return add_row(caption);
        const Parsed& parsed = parse(caption.text);
        const bool tagged = !caption.actions.empty();
        for (const auto& part : parsed.parts) {
            const auto name = tagged ? without_side(caption.actions.front()) : part.name;
            Family& family = families_[name];
            family.name = name;
            if (tagged) ++family.tags[caption.actions.front()];
            family.clips.insert(caption.clip);
            family.words.insert(parsed.words.begin(), parsed.words.end());
            const bool styled = !tells_no_style(caption.style);
            if (!parsed.manner) {
                ++family.bare[parsed.whole && tagged ? parsed.plain : part.bare];
                if (tagged || !parsed.whole) ++family.plain[parsed.plain];
            } else {
                if (!parsed.whole || !tagged) ++family.bare[part.bare];
                if (styled && (tagged || !parsed.whole)) ++family.styled[caption.style][parsed.plain];
            }
            if (tagged) break;  // the clip's one tag is of the whole caption
        }
    }

    Vocabulary finish(const TextEmbedder& embed) {
        std::vector<const Family*> order;
        for (const auto& [name, family] : families_) {
            if (!family.bare.empty()) order.push_back(&family);
        }
        if (order.empty())
            throw input_error("the captions tell no action: there is nothing to make a vocabulary of");
        std::stable_sort(order.begin(), order.end(),
                         [](const auto* a, const auto* b) { return a->clips.size() > b->clips.size(); });
        if (order.size() > static_cast<std::size_t>(options_.actions_max))
            order.resize(static_cast<std::size_t>(options_.actions_max));
        Vocabulary vocabulary;
        vocabulary.groups = action_groups();
        sort_by_group(order);
        for (const Family* family : order) vocabulary.actions.push_back(action_of(*family));
        choose_captions(order, vocabulary);
        add_rows(vocabulary);
        std::erase_if(vocabulary.groups, [&](const std::string& group) {
            return std::none_of(vocabulary.actions.begin(), vocabulary.actions.end(),
                                [&](const auto& action) { return action.group == group; });
        });
        for (const auto& pair : pairs_) {
            if (vocabulary.pairs.size() < kPairsMax) vocabulary.pairs.push_back(pair);
        }
        put_vectors(vocabulary, embed);
        calibrate_nearness(vocabulary);
        return vocabulary;
    }

  private:
    const Parsed& parse(const std::string& text) {
        const auto [entry, fresh] = parsed_.try_emplace(text);
        Parsed& parsed = entry->second;
        if (!fresh) return parsed;
        const auto tidy = tidy_caption(text);
        const auto decomposition = decomposer_.decompose(tidy);
        if (decomposition.problem) return parsed;
        parsed.whole = decomposition.parts.size() > 1;
        parsed.plain = with_plain_subject(tidy);
        parsed.words = content_words(tidy);
        for (const auto& part : decomposition.parts) {
            if (part.plural || part.negated) return parsed.parts.clear(), parsed;
            const auto styled = split_style(part);
            parsed.manner = parsed.manner || !styled.manners.empty();
            if (!parsed.whole || !depends_on_context(styled.bare))
                parsed.parts.push_back({styled.bare.text, name_by_words(styled.bare)});
        }
        return parsed;
    }

    void add_row(const SourceCaption& caption) {
        const auto& actions = caption.actions;
        for (std::size_t i = 0; i < actions.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) pairs_.insert(action_pair(actions[i], actions[k]));
        }
        if (actions.size() != 2 || actions[0] == actions[1]) return;
        Row& row = rows_[without_side(actions[0]) + ">" + without_side(actions[1])];
        ++row.clips;
        const bool normal = tells_no_style(caption.style);
        const auto plain = normal ? with_plain_subject(tidy_caption(caption.text)) : std::string();
        if (!plain.empty() && (row.prompt.empty() || plain.size() < row.prompt.size())) row.prompt = plain;
    }

    static void sort_by_group(std::vector<const Family*>& order) {
        const auto& groups = action_groups();
        std::map<const Family*, std::ptrdiff_t> place;
        for (const auto* family : order)
            place[family] =
                std::find(groups.begin(), groups.end(), group_of_action(family->name)) - groups.begin();
        std::stable_sort(order.begin(), order.end(),
                         [&](const auto* a, const auto* b) { return place.at(a) < place.at(b); });
    }

    static VocabularyAction action_of(const Family& family) {
        VocabularyAction action;
        action.name = family.name;
        for (const auto& [tag, count] : family.tags) action.tags.push_back(tag);
        action.group = group_of_action(family.name);
        action.prompt = most_frequent_first(family.bare).front().second;
        action.phrase = predicate(action.prompt);
        action.clips = static_cast<int>(family.clips.size());
        std::set<std::string> seen = {key_of(action.prompt)};
        for (const Counts* counts : {&family.plain, &family.bare}) {
            for (const auto& [count, text] : most_frequent_first(*counts)) {
                if (action.examples.size() < kExamples && seen.insert(key_of(text)).second)
                    action.examples.push_back(text);
            }
        }
        action.sides = choices_of(family, [](const auto& text) { return side_in(text).value_or(""); });
        action.paths = choices_of(family, [](const auto& text) { return path_in(text).value_or(""); });
        std::map<std::string, int> number_of;
        action.counts = choices_of(family, [&](const auto& text) {
            const auto count = count_in(text);
            if (count) number_of[count->words] = count->count;
            return count ? count->words : std::string();
        });
        std::stable_sort(action.counts.begin(), action.counts.end(), [&](const auto& a, const auto& b) {
            return number_of.at(a.value) < number_of.at(b.value);
        });
        action.styles = styles_of(family);
        if (action.sides.size() == 1) action.sides.clear();  // nothing to choose
        action.words.assign(family.words.begin(), family.words.end());
        return action;
    }

    /// The most frequent wordings of each action, each set of content words once.
    void choose_captions(const std::vector<const Family*>& order, Vocabulary& vocabulary) const {
        const int each = std::clamp(options_.captions_max / static_cast<int>(order.size()), 1, kCaptionsEach);
        for (std::size_t i = 0; i < order.size(); ++i) {
            std::set<std::string> seen;
            int taken = 0;
            const auto take = [&](const std::string& text) {
                if (static_cast<int>(vocabulary.captions.size()) >= options_.captions_max ||
                    !seen.insert(key_of(text)).second)
                    return;
                vocabulary.captions.push_back({text, static_cast<int>(i)});
                ++taken;
            };
            const auto& action = vocabulary.actions[i];
            take(action.prompt);
            for (const auto* choices : {&action.sides, &action.counts, &action.paths}) {
                for (const auto& choice : *choices) {
                    if (taken < each) take(choice.prompt);
                }
            }
            for (const auto& [count, text] : most_frequent_first(order[i]->bare)) {
                if (taken >= each) break;
                take(text);
            }
        }
    }

    void add_rows(Vocabulary& vocabulary) const {
        std::vector<std::pair<std::string, Row>> order(rows_.begin(), rows_.end());
        std::erase_if(order, [](const auto& entry) { return entry.second.prompt.empty(); });
        std::stable_sort(order.begin(), order.end(),
                         [](const auto& a, const auto& b) { return a.second.clips > b.second.clips; });
        if (order.size() > kRowsShown) order.resize(kRowsShown);
        for (const auto& [name, row] : order) {
            VocabularyAction action;
            action.name = name;
            action.group = group_of_action(name);
            action.prompt = row.prompt;
            action.phrase = predicate(row.prompt);
            action.clips = row.clips;
            vocabulary.actions.push_back(std::move(action));
        }
    }

    void put_vectors(Vocabulary& vocabulary, const TextEmbedder& embed) const {
        constexpr std::size_t kChunk = 128;
        const auto& captions = vocabulary.captions;
        for (std::size_t from = 0; from < captions.size(); from += kChunk) {
            if (options_.stop.stop_requested())
                throw Error(ErrorKind::Interrupted,
                            "stopped while the vocabulary was made; nothing was written");
            if (options_.on_progress)
                options_.on_progress(static_cast<int>(from), static_cast<int>(captions.size()));
            std::vector<std::string> texts;
            for (std::size_t i = from; i < std::min(from + kChunk, captions.size()); ++i)
                texts.push_back(captions[i].text);
            const auto vectors = embed(texts);
            if (vectors.size() != texts.size())
                throw usage_error("embedder: expected {} vectors, found {}", texts.size(), vectors.size());
            for (const auto& vector : vectors) {
                vocabulary.width = static_cast<int>(vector.size());
                vocabulary.vectors.insert(vocabulary.vectors.end(), vector.begin(), vector.end());
            }
        }
    }

    const Decomposer& decomposer_;
    const VocabularyOptions& options_;
    std::unordered_map<std::string, Parsed> parsed_;
    std::map<std::string, Family> families_;
    std::map<std::string, Row> rows_;
    std::set<std::pair<std::string, std::string>> pairs_;
};

}  // namespace

Vocabulary make_vocabulary(const std::vector<SourceCaption>& captions, const Decomposer& decomposer,
                           const TextEmbedder& embed, const VocabularyOptions& options) {
    Builder builder(decomposer, options);
    // A regular sample of the texts, so that each part of the data set is in it.
    std::unordered_set<std::string> texts;
    for (const auto& caption : captions) texts.insert(caption.text);
    const double share =
        std::min(1.0, static_cast<double>(options.texts_max) / static_cast<double>(texts.size()));
    std::unordered_set<std::string> kept;
    double due = 0;
    for (const auto& caption : captions) {
        if (options.stop.stop_requested())
            throw Error(ErrorKind::Interrupted, "stopped while the vocabulary was made; nothing was written");
        if (share < 1 && texts.erase(caption.text) > 0 && (due += share) >= 1) {
            due -= 1;
            kept.insert(caption.text);
        }
        if (share >= 1 || kept.contains(caption.text)) builder.add(caption);
    }
    return builder.finish(embed);
}

std::vector<SourceCaption> training_captions(const std::vector<CaptionedMotion>& motions) {
    std::vector<SourceCaption> captions;
    for (const auto& motion : motions) {
        if (motion.split != Split::Train) continue;
        const std::set<std::string> texts(motion.captions.begin(), motion.captions.end());
        for (const auto& text : texts) captions.push_back({text, motion.id, motion.actions, motion.style});
    }
    return captions;
}

void write_vocabulary(const std::filesystem::path& model_folder, const std::vector<CaptionedMotion>& motions,
                      const VocabularyOptions& options) {
    const Decomposer decomposer(std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file())));
    save_vocabulary(model_folder,
                    make_vocabulary(training_captions(motions), decomposer, sentence_embedder(), options));
}

}  // namespace im

#include "engine/prompts/pool.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/core/error.h"
#include "engine/prompts/caption_check.h"
#include "engine/prompts/style.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

constexpr std::size_t kClipsKept = 4, kWordingsKept = 5;

/// Words that say the same about side, direction, limb: the first one stands for all.
constexpr std::array<std::string_view, 26> kContrasts = {
    "left",
    "right",
    "both two",
    "not n't never without",
    "forward forwards ahead",
    "backward backwards away",
    "sideways side",
    "up upwards overhead above lift raise rise climb ascend stand high",
    "down downwards lower sit lie descend drop fall collapse floor ground low",
    "open unfold spread extend",
    "close fold cross clench",
    "push",
    "pull",
    "arm hand fist elbow wrist palm",
    "leg foot knee kick toe heel",
    "head nod neck",
    "turn rotate spin twist around pirouette",
    "jump hop leap",
    "diagonally angle drifting",
    "one a-single",
    "three",
    "four five six seven eight nine ten several many",
    "spot place idle still",
    "height",
    "shoulder",
    "catch"};

std::string slug(const MetaMotion& motion) {
    std::string name = motion.lemma;
    for (std::size_t i = 0; i < motion.rest.size(); ++i) {
        const auto tag = motion.rest_tags[i];
        if (tag == PosTag::Det || tag == PosTag::Punct || tag == PosTag::Pron || tag == PosTag::Cconj)
            continue;
        name += "_" + (tag == PosTag::Noun ? noun_lemma(motion.rest[i]) : motion.rest[i]);
    }
    for (char& c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    }
    return name.substr(0, 60);
}

template <class Map>
std::string most_frequent(const Map& votes) {
    const auto best = std::max_element(votes.begin(), votes.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return best == votes.end() ? std::string() : best->first;
}

/// The style of one of the parts: "proud>normal" names them in order.
std::string style_of_part(const std::string& style, std::size_t part, std::size_t parts) {
    if (style.find('>') == std::string::npos) return style;
    if (static_cast<std::size_t>(std::count(style.begin(), style.end(), '>')) + 1 != parts) return {};
    std::size_t from = 0;
    for (; part > 0; --part) from = style.find('>', from) + 1;
    return style.substr(from, style.find('>', from) - from);
}

struct Entry {
    PoolMotion item;
    std::map<std::string, int> actions;
    std::vector<std::vector<float>> vectors;  ///< of its wording and of those that were merged into it
};
struct MannerEntry {
    int count = 0;
    std::map<std::string, int> styles;
};

float dot(const std::vector<float>& a, const std::vector<float>& b) {
    float sum = 0.0f;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

void merge(Entry& into, Entry& from) {
    into.item.count += from.item.count;
    for (const auto& [action, votes] : from.actions) into.actions[action] += votes;
    into.item.styles.merge(from.item.styles);
    for (auto& clip : from.item.clips) {
        if (into.item.clips.size() < kClipsKept) into.item.clips.push_back(std::move(clip));
    }
    into.vectors.insert(into.vectors.end(), std::make_move_iterator(from.vectors.begin()),
                        std::make_move_iterator(from.vectors.end()));
    if (into.item.wordings.size() < kWordingsKept) into.item.wordings.push_back(from.item.motion);
}

class PoolBuilder {
  public:
    void add(const SourceCaption& caption, const Decomposer& decomposer) {
        ++pool.captions;
        const auto decomposition = decomposer.decompose(caption.text);
        if (decomposition.problem) {
            ++pool.refused[*decomposition.problem];
            return;
        }
        if (decomposition.decomposable()) ++pool.decomposable;
        for (std::size_t i = 0; i < caption.actions.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k)
                pool.known_pairs.insert(action_pair(caption.actions[i], caption.actions[k]));
        }
        std::vector<std::string> keys;
        for (std::size_t i = 0; i < decomposition.parts.size(); ++i) {
            const auto& part = decomposition.parts[i];
            auto styled = split_style(part);
            if (part.negated || part.plural || depends_on_context(styled.bare) || !is_motion_verb(part.lemma))
                continue;
            const auto style = style_of_part(caption.style, i, decomposition.parts.size());
            for (const auto& text : styled.manners) {
                auto& manner = manners_[text];
                ++manner.count;
                if (!style.empty()) ++manner.styles[style];
            }
            keys.push_back(count(std::move(styled.bare), caption, i, decomposition.parts.size()));
        }
        for (std::size_t i = 0; i < keys.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) key_pairs_.insert({keys[k], keys[i]});
        }
    }

    void finish(const TextEmbedder& embed, const PoolOptions& options) {
        std::vector<Entry*> order;
        for (auto& [key, entry] : entries_) order.push_back(&entry);
        if (order.empty())
            throw input_error("the captions tell no action that a pool could hold ({} captions read)",
                              pool.captions);
        std::stable_sort(order.begin(), order.end(),
                         [](const Entry* a, const Entry* b) { return a->item.count > b->item.count; });
        if (order.size() > static_cast<std::size_t>(options.motions_max))
            order.resize(static_cast<std::size_t>(options.motions_max));
        // Wording -> tag of the entry that it went into.
        std::unordered_map<std::string, std::string> action_of;
        std::vector<std::pair<Entry*, Entry*>> merged;
        if (embed) unite(order, embed, options, merged);
        for (Entry* entry : order) {
            entry->item.action = most_frequent(entry->actions);
            if (entry->item.action.empty()) entry->item.action = slug(entry->item.motion);
            action_of[entry->item.motion.text] = entry->item.action;
        }
        for (const auto& [from, into] : merged)
            action_of[from->item.motion.text] = action_of[into->item.motion.text];
        for (const auto& [a, b] : key_pairs_) {
            const auto first = action_of.find(a), second = action_of.find(b);
            if (first != action_of.end() && second != action_of.end())
                pool.known_pairs.insert(action_pair(first->second, second->second));
        }
        group_by_meaning(order, options.alike);
        for (Entry* entry : order) pool.motions.push_back(std::move(entry->item));
        for (auto& [text, manner] : manners_) {
            auto style = most_frequent(manner.styles);
            if (style.empty() || style == "normal") {
                style = text;
                std::replace(style.begin(), style.end(), ' ', '_');
            }
            pool.manners.push_back({text, style, manner.count});
        }
        std::stable_sort(pool.manners.begin(), pool.manners.end(),
                         [](const auto& a, const auto& b) { return a.count > b.count; });
    }

    MotionPool pool;

  private:
    std::string count(MetaMotion&& bare, const SourceCaption& caption, std::size_t part, std::size_t parts) {
        const std::string key = bare.text;
        auto& entry = entries_[key];
        if (entry.item.count++ == 0) {
            entry.item.use = body_use(bare);
            entry.item.motion = std::move(bare);
        }
        // A tag surely belongs to a part where caption and tags have as many; of "opens a bottle and drinks"
        // in a clip with one tag it would name the wrong part as well.
        if (caption.actions.size() == parts) ++entry.actions[caption.actions[part]];
        if (const auto style = style_of_part(caption.style, part, parts); !style.empty())
            entry.item.styles.insert(style);
        if (entry.item.clips.size() < kClipsKept && !caption.clip.empty())
            entry.item.clips.push_back(caption.clip);
        return key;
    }

    /// The more frequent wording stays. Only descriptions with the same signature are compared, so "left"
    /// never meets "right".
    void unite(std::vector<Entry*>& order, const TextEmbedder& embed, const PoolOptions& options,
               std::vector<std::pair<Entry*, Entry*>>& merged) {
        std::vector<std::string> texts;
        for (const Entry* entry : order) texts.push_back(entry->item.motion.text);
        auto vectors = embed(texts);
        if (vectors.size() != texts.size())
            throw usage_error("embedder: expected {} vectors, found {}", texts.size(), vectors.size());
        std::unordered_map<std::string, std::vector<Entry*>> kept_by_signature;
        std::vector<Entry*> kept;
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (options.stop.stop_requested())
                throw Error(ErrorKind::Interrupted, "stopped while the pool was built; nothing was written");
            if (options.on_progress && i % 256 == 0)
                options.on_progress(static_cast<int>(i), static_cast<int>(order.size()));
            Entry* entry = order[i];
            entry->vectors = {std::move(vectors[i])};
            auto& alike = kept_by_signature[meaning_signature(entry->item.motion)];
            const auto tag = most_frequent(entry->actions);
            const auto same = std::find_if(alike.begin(), alike.end(), [&](const Entry* other) {
                const bool tagged = !tag.empty() && tag == most_frequent(other->actions);
                return dot(entry->vectors[0], other->vectors[0]) >=
                       static_cast<float>(tagged ? options.same_meaning_tagged : options.same_meaning);
            });
            if (same == alike.end()) {
                alike.push_back(entry);
                kept.push_back(entry);
            } else {
                merge(**same, *entry);
                merged.push_back({entry, *same});
                ++pool.same_meaning;
            }
        }
        order = std::move(kept);
    }

    /// Groups of motions that are like each other: the same action of the same side, or any of their wordings
    /// near. The text of a group's most frequent motion is the meaning of all.
    static void group_by_meaning(const std::vector<Entry*>& order, double alike) {
        std::vector<std::string> signatures, sides;
        for (const Entry* entry : order) {
            const auto& motion = entry->item.motion;
            signatures.push_back(meaning_signature(motion));
            std::string side;
            for (const char* word : {" left ", " right "})
                side += motion.text.find(word) != std::string::npos ? word : "";
            sides.push_back(side);
        }
        const auto near = [&](const Entry& a, const Entry& b) {
            return std::any_of(a.vectors.begin(), a.vectors.end(), [&](const auto& x) {
                return std::any_of(b.vectors.begin(), b.vectors.end(),
                                   [&](const auto& y) { return dot(x, y) >= static_cast<float>(alike); });
            });
        };
        std::vector<std::size_t> group(order.size());  // a more frequent member, or itself
        const auto first_of = [&](std::size_t i) {
            while (group[i] != i) i = group[i];
            return i;
        };
        for (std::size_t i = 0; i < order.size(); ++i) {
            group[i] = i;
            for (std::size_t k = 0; k < i; ++k) {
                const bool same_action =
                    order[i]->item.action == order[k]->item.action && sides[i] == sides[k];
                if (!same_action && !(signatures[i] == signatures[k] && near(*order[i], *order[k]))) continue;
                const auto [low, high] = std::minmax({first_of(i), first_of(k)});  // by value
                group[high] = low;
            }
        }
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i]->item.meaning = order[first_of(i)]->item.motion.text;
    }

    std::map<std::string, Entry> entries_;
    std::map<std::string, MannerEntry> manners_;
    std::set<std::pair<std::string, std::string>> key_pairs_;
};

}  // namespace

std::pair<std::string, std::string> action_pair(const std::string& a, const std::string& b) {
    return a < b ? std::pair(a, b) : std::pair(b, a);
}

std::string meaning_signature(const MetaMotion& motion) {
    static const auto table = [] {
        std::unordered_map<std::string, std::string> contrasts;
        for (const auto words : kContrasts) {
            const auto list = split_words(words);
            for (const auto& word : list) contrasts.emplace(word, list.front());
        }
        return contrasts;
    }();
    std::vector<std::string> found;
    const auto look = [&](const std::string& word) {
        for (const auto& form : {word, noun_lemma(word), verb_lemma(word)}) {
            if (const auto entry = table.find(form); entry != table.end()) {
                found.push_back(entry->second);
                return;
            }
        }
    };
    if (motion.negated) found.push_back("not");
    look(motion.lemma);
    for (const auto& word : motion.rest) look(word);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::string signature;
    for (const auto& word : found) signature += word + " ";
    return signature;
}

MotionPool build_pool(const std::vector<SourceCaption>& captions, const Decomposer& decomposer,
                      const TextEmbedder& embed, const PoolOptions& options) {
    PoolBuilder builder;
    for (std::size_t i = 0; i < captions.size(); ++i) {
        if (options.stop.stop_requested())
            throw Error(ErrorKind::Interrupted, "stopped while the pool was built; nothing was written");
        builder.add(captions[i], decomposer);
    }
    builder.finish(embed, options);
    return std::move(builder.pool);
}

}  // namespace im

#pragma once
// The pool of meta-motions that a data set's captions tell of, each once: descriptions that
// mean the same are one entry.

#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/prompts/body_use.h"
#include "engine/prompts/decompose.h"

namespace im {

/// One caption and what its data set says of the clip.
struct SourceCaption {
    std::string text;
    std::string clip;                  ///< id
    std::vector<std::string> actions;  ///< in order; may be empty
    std::string style;                 ///< may be empty; "proud>normal" for parts one after another
};

struct PoolMotion {
    MetaMotion motion;                 ///< bare: "a person waves with both hands."
    std::vector<MetaMotion> wordings;  ///< up to 5 others that say the same: "a person waves both hands."
    BodyUse use;
    /// The data set's tag where captions of this motion have one, else made of its words.
    std::string action;
    /// The same for motions that are too alike to be told apart: text of the most frequent one.
    std::string meaning;
    int count = 0;                   ///< captions that tell it
    std::vector<std::string> clips;  ///< up to 4 of them
    std::set<std::string> styles;    ///< in which the data set shows it
};

struct PoolManner {
    std::string text;   ///< "in a youthful manner"
    std::string style;  ///< the data set's tag, or made of its words
    int count = 0;
};

struct MotionPool {
    std::vector<PoolMotion> motions;  ///< most frequent first
    std::vector<PoolManner> manners;  ///< likewise
    /// Pairs of actions, in either order, that captions tell together: not novel.
    std::set<std::pair<std::string, std::string>> known_pairs;
    int captions = 0, decomposable = 0;
    int same_meaning = 0;                ///< descriptions that were taken into an entry of the same meaning
    std::map<std::string, int> refused;  ///< reason -> captions
};

/// Unit vectors, one a text.
using TextEmbedder = std::function<std::vector<std::vector<float>>(const std::vector<std::string>&)>;

struct PoolOptions {
    /// Two descriptions of the same sides, directions, limbs, numbers and negation mean the same from this
    /// cosine on; from the lower one where the data set's tags also give both the same action.
    double same_meaning = 0.86, same_meaning_tagged = 0.78;
    /// From here on two descriptions stay two entries, but share PoolMotion::meaning: no
    /// set has both at one place.
    double alike = 0.72;
    int motions_max = 20000;  ///< the most frequent are kept
    std::function<void(int done, int total)> on_progress;
    std::stop_token stop;  ///< throws Interrupted
};

/// Without an embedder only equal wordings are one entry. Throws Input when no caption tells an action.
MotionPool build_pool(const std::vector<SourceCaption>& captions, const Decomposer& decomposer,
                      const TextEmbedder& embed, const PoolOptions& options);

/// What must be equal for two descriptions to mean the same: "left", "not", "three",
/// "up" ... as one sorted text.
std::string meaning_signature(const MetaMotion& motion);

/// (a, b) or (b, a), the smaller first.
std::pair<std::string, std::string> action_pair(const std::string& a, const std::string& b);

}  // namespace im

#pragma once
// Part-of-speech tags for descriptions of motion: a greedy averaged perceptron (Collins, EMNLP 2002) over the
// universal tags that HumanML3D's token lists use ("walk/VERB"). About 100,000 words a second.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace im {

enum class PosTag : std::uint8_t {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Noun,
    Num,
    Part,
    Pron,
    Punct,
    Sconj,
    Verb
};
inline constexpr int kPosTagCount = 13;

const char* pos_tag_name(PosTag tag);             ///< "ADJ" ... "VERB"
PosTag pos_tag_by_name(const std::string& name);  ///< throws Input

struct TaggedSentence {
    std::vector<std::string> words;  ///< lower-cased, as split_words() gives them
    std::vector<PosTag> tags;        ///< as many
};

/// JSON lines {"split", "words", "tags"}; only those of `split`. Throws Input naming the line.
std::vector<TaggedSentence> read_tagged_sentences(const std::filesystem::path& file,
                                                  const std::string& split);

class PosTagger {
  public:
    /// Throws Input when the file is missing, damaged or of another version.
    static PosTagger load(const std::filesystem::path& file);
    void save(const std::filesystem::path& file) const;

    struct TrainingOptions {
        int epochs = 6;
        int weight_steps = 24;   ///< weights are kept as whole numbers of up to this size ...
        std::uint64_t seed = 1;  ///< ... and those that round to 0 are dropped
        std::function<void(int epoch, double accuracy)> on_epoch;  ///< on the training sentences
        std::stop_token stop;                                      ///< throws Interrupted
    };
    static PosTagger train(const std::vector<TaggedSentence>& sentences, const TrainingOptions& options);

    /// One tag a word. Any words are accepted. Thread-safe.
    std::vector<PosTag> tag(const std::vector<std::string>& words) const;
    /// Share of words with the right tag, punctuation left out.
    double accuracy(const std::vector<TaggedSentence>& sentences) const;

  private:
    struct Weight {
        std::uint8_t tag;
        std::int16_t value;
    };
    std::unordered_map<std::uint64_t, std::vector<Weight>> weights_;  ///< by the hash of a feature
    friend class PerceptronTrainer;
};

/// assets/text/pos_tagger.txt of the installed program or the development tree.
std::filesystem::path default_pos_tagger_file();

/// HumanML3D's token list of a description: "a/DET person/NOUN walk/VERB forward/ADV"; verbs and nouns as
/// lemmas, no punctuation, hyphens dropped, as the published data were made.
std::vector<std::string> motion_tokens(const PosTagger& tagger, std::string_view sentence);

}  // namespace im

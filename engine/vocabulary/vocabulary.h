#pragma once
// What a model has learnt to do, in words: the actions of its training captions in groups, with the sides,
// counts, paths and styles in which they were seen, and the captions' meanings as vectors, so that a prompt
// can be held against them. Lies beside the weights (docs/what-it-knows.md has the format). Torch-free
// header.
//
//   if (has_vocabulary(folder)) { const Vocabulary known = load_vocabulary(folder); ... }

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace im {

/// One way of doing an action: "left", "twice", "in a circle", "elderly", and a prompt that asks for it.
struct VocabularyChoice {
    std::string value, prompt;
};

struct VocabularyAction {
    std::string name;               ///< "wave_hand": what its tags have in common
    std::vector<std::string> tags;  ///< of the data set: "wave_left_hand", "wave_right_hand"; may be empty
    std::string group;              ///< one of Vocabulary::groups
    std::string phrase;             ///< "waves with the right hand"
    std::string prompt;             ///< "a person waves with the right hand."
    int clips = 0;                  ///< training clips that show it
    std::vector<std::string> examples;                           ///< up to 6 of its captions
    std::vector<VocabularyChoice> sides, counts, paths, styles;  ///< empty where they do not apply
    std::vector<std::string> words;  ///< content words (content_words.h) of all its captions, sorted
};

/// A caption that stands for others of nearly the same words.
struct VocabularyCaption {
    std::string text;  ///< "a person waves with both hands."
    int action = 0;    ///< index into Vocabulary::actions
};

/// From where on a prompt or a clip is not what was asked for, and how that was measured. A prompt's nearness
/// is the cosine of its sentence vector and the nearest caption's; a clip's percentile is the share of
/// captured motions that are farther from their own captions than the clip is from its prompt, by the judge.
struct NoticeCalibration {
    double nearness_unlikely = 0.5;  ///< below it nothing like the prompt was learnt
    double nearness_doubtful = 0.6;  ///< below it something like it at best
    /// Shares of captions, each held against all others, below nearness_doubtful: against its own action's
    /// others (a known action in other words), and against the other actions' alone (an action that was not
    /// learnt).
    double known_below = 0, unlearnt_below = 0;
    double percentile_unlikely = 0.03;  ///< a clip below it is probably not what was asked

    /// Of the clips that fail the behaviour bench and of those that pass it, the shares that are marked;
    /// empty until `bench notice --write` has measured them.
    std::optional<double> marked_of_failing, marked_of_passing;
    int clips_failing = 0, clips_passing = 0;  ///< that were measured
};

struct Vocabulary {
    std::vector<std::string> groups;          ///< in the order in which they are shown
    std::vector<VocabularyAction> actions;    ///< by group, in each the most frequent first
    std::vector<VocabularyCaption> captions;  ///< N
    std::vector<float> vectors;  ///< (N, width): unit vectors of the captions by all-MiniLM-L6-v2
    int width = 0;
    /// Tags of actions that training captions tell together, the smaller first.
    std::vector<std::pair<std::string, std::string>> pairs;
    NoticeCalibration calibration;
};

bool has_vocabulary(const std::filesystem::path& model_folder);
/// Of corrections (LoRA): their base's. Throws Input naming the file for one that is missing, damaged, of
/// another format, or when its two files do not belong together.
Vocabulary load_vocabulary(const std::filesystem::path& model_folder);
/// vocabulary.json and vocabulary.safetensors (16-bit floats), each replaced atomically. Throws Resource.
void save_vocabulary(const std::filesystem::path& model_folder, const Vocabulary& vocabulary);
/// Replaces only the calibration of a folder's vocabulary.
void save_calibration(const std::filesystem::path& model_folder, const NoticeCalibration& calibration);

}  // namespace im

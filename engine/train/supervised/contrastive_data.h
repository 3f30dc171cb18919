#pragma once
// What the contrastive trainers see: captured motions and what the tokenizer makes of them, sequences of two
// motions in both orders, and near misses in words and in motion.

#include <filesystem>
#include <functional>
#include <random>
#include <set>
#include <string>

#include "engine/io/dataset.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/text/text_cache.h"
#include "engine/train/run/train_config.h"

namespace im {

struct ContrastiveBatch {
    torch::Tensor motion;      ///< (M, T, columns) float32, normalised, zero behind each row's end
    torch::Tensor frames;      ///< (M) int64
    EncodedText text;          ///< N captions
    torch::Tensor mismatch;    ///< (N, M), see contrastive.h
    std::int64_t matched = 0;  ///< text i belongs to motion i, i < matched
};

/// A validation clip: its motion once, its caption and that caption's near misses.
struct ContrastiveCase {
    int motion = 0, caption = 0;
    int order = -1, sides = -1;  ///< captions; -1 where there is none
    std::string label;
};

class ContrastiveData {
  public:
    /// `pair` says how features become columns. Captions are encoded (or read from `cache`) here,
    /// motions go through `tokenizer` once. The clips' own features are not needed afterwards.
    /// Sequences never show a pair of `held_out` (clip_pool.h). `progress` may throw to stop.
    ContrastiveData(
        const std::vector<const CaptionedMotion*>& train,
        const std::vector<const CaptionedMotion*>& validation, const ContrastivePair& pair,
        const Tokenizer& tokenizer, const ContrastiveTraining& training,
        const std::set<std::string>& held_out, const std::filesystem::path& cache,
        const std::function<void(const std::string& stage, std::int64_t done, std::int64_t total)>& progress);

    /// A function of the random stream alone.
    ContrastiveBatch batch(std::mt19937_64& random) const;

    const std::vector<ContrastiveCase>& validation() const { return cases_; }
    /// Captured validation motions by ContrastiveCase::motion, padded.
    ContrastiveBatch motions(const std::vector<int>& numbers) const;
    EncodedText texts(const std::vector<int>& captions) const { return texts_.batch(captions); }

  private:
    struct Motion {
        /// (T, columns) float16; reconstructed: undefined in validation.
        torch::Tensor captured, reconstructed;
    };
    struct Wording {
        int caption = 0;
        std::vector<int> misses;  ///< captions that are wrong by little
    };
    struct Clip {
        int motion = 0;
        std::vector<Wording> wordings;
        /// Captions of what it nearly is: another count, turn, tempo ... (CaptionedMotion::near_misses). Some
        /// are drawn each time.
        std::vector<int> near;
        std::string label;
        int cut = 0;  ///< frame where the second action starts; 0: one action
    };
    struct Sequence {
        int first = 0, second = 0;  ///< clips
        Wording forth, back;        ///< second after first, and the other way round
        std::string forth_label, back_label;
    };
    struct Item {
        torch::Tensor motion;  ///< (T, columns)
        const Wording* wording;
        std::vector<int> near;  ///< captions, beside the wording's own
        std::string label;
        torch::Tensor miss;  ///< a motion that is wrong by little; undefined: none
    };
    class Builder;  // finds clips, sequences and cases, and numbers their captions
    torch::Tensor draw_motion(int motion, std::mt19937_64& random) const;
    void add_clip(const Clip& clip, std::mt19937_64& random, std::vector<Item>& items) const;
    void add_sequence(const Sequence& sequence, std::mt19937_64& random, std::vector<Item>& items) const;

    const ContrastiveTraining& training_;
    std::vector<Motion> motions_;
    std::vector<Clip> clips_;
    std::vector<double> weights_;
    std::vector<Sequence> sequences_;
    std::vector<ContrastiveCase> cases_;
    CaptionStates texts_;
};

/// (Ta, C) then (Tb, C), joined where their poses are alike, with a short cross-fade;
/// at most `frames_max` rows.
torch::Tensor join_motions(const torch::Tensor& a, const torch::Tensor& b, std::int64_t frames_max);

}  // namespace im

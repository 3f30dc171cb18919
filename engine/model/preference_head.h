#pragma once
// What this user likes: a small head on (f_t, f_m), learnt from ratings and A/B choices,
// added to eq. 2 with weight lp.

#include <filesystem>

#include <torch/types.h>

namespace im {

/// s(f_t, f_m) = p (-||f_t - f_m||^2) + w . [f_m, f_t * f_m]: the contrastive score as prior, and a linear
/// correction. Linear, because tens of ratings must suffice.
struct PreferenceHead {
    torch::Tensor prior;   ///< scalar p
    torch::Tensor weight;  ///< (2E)

    static PreferenceHead of_width(int width);  ///< p = 1, w = 0: the contrastive score alone
    std::int64_t width() const { return weight.size(0) / 2; }
    /// text, motion (B, E) -> (B), higher is better.
    torch::Tensor score(const torch::Tensor& text, const torch::Tensor& motion) const;
};

/// The head as a term of the reward: w s(f_t, f_m), w = lp x its ramp.
struct PreferenceTerm {
    PreferenceHead head;
    double weight = 0;
    /// text, motion (B, E) -> (B).
    torch::Tensor operator()(const torch::Tensor& text, const torch::Tensor& motion) const {
        return weight * head.score(text, motion);
    }

    void save(const std::filesystem::path& file) const;
    /// `width`: E of the encoders. Throws Input: missing, damaged, of encoders of another width, NaN.
    static PreferenceTerm load(const std::filesystem::path& file, int width);
};

/// Of a model that was fine-tuned by someone's preferences: FOLDER/preference.safetensors.
std::filesystem::path preference_file(const std::filesystem::path& model_folder);

}  // namespace im

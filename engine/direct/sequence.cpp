#include "engine/direct/sequence.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "engine/asked/asked_actions.h"
#include "engine/core/error.h"
#include "engine/core/splitmix.h"
#include "engine/generate/best_of.h"
#include "engine/generate/frame_stream.h"
#include "engine/generate/prompt_text.h"
#include "engine/synthesis/foot_join.h"

namespace im {
namespace {

constexpr int kBegins = 5;             // first frames of a blended block among which a cut is chosen
constexpr int kEnds = 6;               // and last ones, of a block whose length is its own
constexpr int kTail = 60;              // frames of what is there that a join looks at
constexpr int kBlendLeast = 8;         // frames, as in the synthesised sequences that models learn from
constexpr int kBlendMost = 20;         // a sitting figure does not stand up in less than a second
constexpr double kBlendPerMetre = 50;  // frames for each metre that the poses differ by

/// A block with its prompt, and the frames that it shall have; 0: the model decides.
struct Planned {
    std::string prompt;
    int frames = 0;
    std::size_t block = 0;
    std::uint64_t seed = 0;
};

std::vector<Planned> plan(const ModelInfo& info, const std::vector<SequenceBlock>& blocks,
                          const SequenceOptions& options, std::vector<std::string>& notices) {
    if (blocks.size() > kBlocksMax)
        throw usage_error("sequence: expected at most {} blocks, found {}", kBlocksMax, blocks.size());
    std::vector<Planned> planned;
    std::string before;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const SequenceBlock& block = blocks[i];
        if (block.seconds && !(*block.seconds > 0 && *block.seconds <= kBlockSecondsMax)) {
            throw usage_error("sequence: block {}: expected more than 0 seconds, at most {}, found {}", i + 1,
                              kBlockSecondsMax, *block.seconds);
        }
        if (block.prompt.size() > static_cast<std::size_t>(kPromptBytesMax)) {
            throw usage_error("sequence: block {}: expected a prompt of at most {} bytes, found {}", i + 1,
                              kPromptBytesMax, block.prompt.size());
        }
        std::string prompt = clean_prompt(block.prompt);
        if (prompt.empty()) {
            if (before.empty() || !block.seconds) {
                notices.push_back(fmt::format("block {}: no prompt; left out", i + 1));
                continue;
            }
            notices.push_back(fmt::format("block {}: no prompt; \"{}\" goes on", i + 1, before));
            prompt = before;
        }
        before = prompt;
        int frames = 0;
        if (block.seconds) {
            frames = std::max(1, static_cast<int>(std::lround(*block.seconds * info.fps)));
            if (frames < info.frames_per_step) {
                notices.push_back(
                    fmt::format("block {}: {:.2f} s is less than the model's step; it gets {:.2f} s", i + 1,
                                *block.seconds, info.frames_per_step / info.fps));
                frames = info.frames_per_step;
            }
        }
        planned.push_back({std::move(prompt), frames, i, block.seed.value_or(block_seed(options.seed, i))});
    }
    if (planned.empty()) throw usage_error("sequence: expected at least one block with a prompt, found none");
    return planned;
}

/// The best of candidates by what the prompt says in numbers, then by the reward, as best_of.h; the first of
/// equals.
std::size_t best_candidate(const ContinuingModel& model, const MotionScorer& scorer,
                           const std::string& prompt, const std::vector<std::vector<int>>& candidates,
                           std::optional<double>& reward) {
    const auto scores = scorer.score(std::vector(candidates.size(), prompt), candidates);
    const auto asked = everything_asked(prompt);
    std::vector<CandidateRank> ranks;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const double share = asked.empty() ? 1 : asked_of(asked, model.decode(candidates[i]));
        ranks.push_back({share, scores[i].total});
    }
    const auto best = static_cast<std::size_t>(std::max_element(ranks.begin(), ranks.end()) - ranks.begin());
    reward = scores[best].total;
    return best;
}

class Maker {
  public:
    Maker(ContinuingModel& model, const MotionScorer* scorer, const SequenceOptions& options,
          std::stop_token stop)
        : model_(model), scorer_(scorer), options_(options), stop_(std::move(stop)) {}

    void by_tokens(const std::vector<Planned>& planned, SequenceMotion& made,
                   const std::function<void(double)>& on_progress);
    void by_blend(const std::vector<Planned>& planned, SequenceMotion& made,
                  const std::function<void(double)>& on_progress);

  private:
    std::vector<StepRequest> candidates(const Planned& block, int number, int steps,
                                        const std::vector<int>& given) const;
    std::vector<int> chosen(const Planned& block, std::vector<std::vector<int>> candidates,
                            std::optional<double>& reward) const;
    std::vector<int> steps_of(const Planned& block, int steps, const std::vector<int>& before,
                              std::optional<double>& reward, std::vector<int> begun = {});
    std::vector<std::vector<int>> alone(const std::vector<Planned>& planned, const std::vector<int>& steps,
                                        std::vector<std::optional<double>>& rewards);

    ContinuingModel& model_;
    const MotionScorer* scorer_;
    const SequenceOptions& options_;
    std::stop_token stop_;
};

/// What is drawn at once of a block.
std::vector<StepRequest> Maker::candidates(const Planned& block, int number, int steps,
                                           const std::vector<int>& given) const {
    std::vector<StepRequest> requests;
    for (int v = 0; v < options_.best_of; ++v)
        requests.push_back({block.prompt, block.seed, number * kVariationsMax + v, steps, given});
    return requests;
}

std::vector<int> Maker::chosen(const Planned& block, std::vector<std::vector<int>> candidates,
                               std::optional<double>& reward) const {
    std::size_t best = 0;
    if (candidates.size() > 1) best = best_candidate(model_, *scorer_, block.prompt, candidates, reward);
    return std::move(candidates[best]);
}

/// The steps of a block after the tokens `before`, of which `begun` may be there already: several windows
/// where it is longer than the model sees.
std::vector<int> Maker::steps_of(const Planned& block, int steps, const std::vector<int>& before,
                                 std::optional<double>& reward, std::vector<int> begun) {
    const auto levels = static_cast<std::size_t>(model_.info().tokens_per_step);
    std::vector<int> all = before;  // only its end is looked at
    std::vector<int> drawn;
    int number = 0, left = steps;
    const auto add = [&](const std::vector<int>& fresh) {
        all.insert(all.end(), fresh.begin(), fresh.end());
        drawn.insert(drawn.end(), fresh.begin(), fresh.end());
        left -= static_cast<int>(fresh.size() / levels);
        ++number;
    };
    if (!begun.empty()) add(begun);
    while (number == 0 || left > 0) {
        const auto heard = std::min(all.size(), static_cast<std::size_t>(options_.context_steps) * levels);
        const std::vector<int> given(all.end() - static_cast<std::ptrdiff_t>(heard), all.end());
        const int room = model_.steps_max() - static_cast<int>(heard / levels);
        std::optional<double> found;
        add(chosen(
            block,
            model_.draw(candidates(block, number, std::min(left, room), given), options_.sampling, stop_),
            found));
        if (number == 1) reward = found;
        if (steps == 0) break;
    }
    return drawn;
}

/// Each block by itself; what the model draws first of all of them at once.
std::vector<std::vector<int>> Maker::alone(const std::vector<Planned>& planned, const std::vector<int>& steps,
                                           std::vector<std::optional<double>>& rewards) {
    std::vector<StepRequest> requests;
    for (std::size_t i = 0; i < planned.size(); ++i) {
        for (auto& request : candidates(planned[i], 0, std::min(steps[i], model_.steps_max()), {}))
            requests.push_back(std::move(request));
    }
    auto drawn = model_.draw(requests, options_.sampling, stop_);
    std::vector<std::vector<int>> tokens;
    rewards.resize(planned.size());
    const auto each = static_cast<std::ptrdiff_t>(options_.best_of);
    for (std::size_t i = 0; i < planned.size(); ++i) {
        const auto first = drawn.begin() + static_cast<std::ptrdiff_t>(i) * each;
        std::vector<std::vector<int>> own(std::make_move_iterator(first),
                                          std::make_move_iterator(first + each));
        auto begun = chosen(planned[i], std::move(own), rewards[i]);
        if (steps[i] > model_.steps_max())
            begun = steps_of(planned[i], steps[i], {}, rewards[i], std::move(begun));
        tokens.push_back(std::move(begun));
    }
    return tokens;
}

void Maker::by_tokens(const std::vector<Planned>& planned, SequenceMotion& made,
                      const std::function<void(double)>& on_progress) {
    const int frames_per_step = model_.info().frames_per_step;
    const auto levels = static_cast<std::size_t>(model_.info().tokens_per_step);
    int frames_asked = 0, steps_made = 0;  // so that what is rounded does not add up
    for (std::size_t i = 0; i < planned.size(); ++i) {
        const Planned& block = planned[i];
        int steps = 0;
        if (block.frames > 0) {
            const double end = static_cast<double>(frames_asked + block.frames) / frames_per_step;
            const bool last = i + 1 == planned.size();
            steps = std::max(1, static_cast<int>(last ? std::ceil(end) : std::lround(end)) - steps_made);
        }
        const auto heard =
            std::min(made.tokens.size(), static_cast<std::size_t>(options_.context_steps) * levels);
        BlockMade note{block.prompt, steps_made * frames_per_step, 0, block.block, block.seed, {}};
        const auto fresh = steps_of(
            block, steps, {made.tokens.end() - static_cast<std::ptrdiff_t>(heard), made.tokens.end()},
            note.reward);
        made.tokens.insert(made.tokens.end(), fresh.begin(), fresh.end());
        steps_made += static_cast<int>(fresh.size() / levels);
        note.end = steps_made * frames_per_step;
        frames_asked = block.frames > 0 ? std::max(frames_asked + block.frames, note.begin + 1) : note.end;
        made.blocks.push_back(std::move(note));
        if (on_progress) on_progress(static_cast<double>(i + 1) / static_cast<double>(planned.size()));
    }
    made.clip = model_.decode(made.tokens);
    cut_clip(made.clip, frames_asked);
    made.blocks.back().end = made.clip.frame_count();
}

void Maker::by_blend(const std::vector<Planned>& planned, SequenceMotion& made,
                     const std::function<void(double)>& on_progress) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const int frames_per_step = model_.info().frames_per_step;
    std::vector<int> steps;
    for (std::size_t i = 0; i < planned.size(); ++i) {
        const int frames = planned[i].frames > 0 ? planned[i].frames + (i > 0 ? kBegins : 0) : 0;
        steps.push_back((frames + frames_per_step - 1) / frames_per_step);
    }
    std::vector<std::optional<double>> rewards;
    const auto tokens = alone(planned, steps, rewards);
    for (std::size_t i = 0; i < planned.size(); ++i) {
        const Planned& block = planned[i];
        BlockMade note{block.prompt, made.clip.frame_count(), 0, block.block, block.seed, rewards[i]};
        MotionClip fresh = model_.decode(tokens[i]);
        if (i == 0) {
            made.clip = std::move(fresh);
        } else {
            // The end of what is there and the start of what comes, where they are most alike.
            const int T = made.clip.frame_count(), tail = std::min(T, kTail);
            const MotionClip before = frames_of(made.clip, T - tail, T);
            const bool fixed = planned[i - 1].frames > 0;
            const FrameRange ends{fixed ? tail - 1 : std::max(1, tail - kEnds), tail};
            const FrameRange begins{0, std::max(1, std::min(kBegins, fresh.frame_count() - 2))};
            const FootCut cut = best_foot_cut(before, ends, fresh, begins, skeleton);
            const int blend = std::clamp(static_cast<int>(std::lround(kBlendPerMetre * cut.difference)),
                                         kBlendLeast, kBlendMost);
            const MotionClip joined =
                join_at_foot(frames_of(before, 0, cut.first_frames),
                             frames_of(fresh, cut.second_begin, fresh.frame_count()), skeleton, blend);
            cut_clip(made.clip, T - tail);
            made.clip.positions.insert(made.clip.positions.end(), joined.positions.begin(),
                                       joined.positions.end());
            note.begin = T - tail + cut.first_frames;
            made.blocks.back().end = note.begin;
        }
        if (block.frames > 0) cut_clip(made.clip, note.begin + block.frames);
        note.end = made.clip.frame_count();
        made.blocks.push_back(std::move(note));
        if (on_progress) on_progress(static_cast<double>(i + 1) / static_cast<double>(planned.size()));
    }
}

}  // namespace

std::uint64_t block_seed(std::uint64_t seed, std::size_t block) {
    return splitmix_finaliser(seed + (block + 1) * 0x9e3779b97f4a7c15ull) % 1'000'000;
}

std::vector<SequenceBlock> split_prompts(const std::string& text) {
    std::vector<SequenceBlock> blocks;
    for (std::size_t start = 0;;) {
        const std::size_t end = text.find('|', start);
        blocks.push_back({text.substr(start, end - start)});
        if (end == std::string::npos) return blocks;
        start = end + 1;
    }
}

SequenceMotion make_sequence(ContinuingModel& model, const MotionScorer* scorer,
                             const std::vector<SequenceBlock>& blocks, const SequenceOptions& options,
                             const std::function<void(double)>& on_progress, std::stop_token stop) {
    if (options.best_of < 1 || options.best_of > kVariationsMax)
        throw usage_error("best-of: expected 1 to {}, found {}", kVariationsMax, options.best_of);
    if (options.best_of > 1 && scorer == nullptr)
        throw usage_error("best-of: expected a model with reward encoders to choose by, found none");
    const int context_max = std::max(1, model.steps_max() / 2);
    if (options.context_steps < 1 || options.context_steps > context_max)
        throw usage_error("context: expected 1 to {} steps, found {}", context_max, options.context_steps);
    SequenceMotion made;
    const auto planned = plan(model.info(), blocks, options, made.notices);
    Maker maker(model, scorer, options, std::move(stop));
    const bool blended =
        options.form == SequenceForm::Blend && model.info().skeleton == humanml3d_skeleton().name;
    if (options.form == SequenceForm::Blend && !blended && planned.size() > 1) {
        made.notices.push_back(
            fmt::format("a model of the {} skeleton goes on by tokens; blending needs HumanML3D's",
                        model.info().skeleton));
    }
    if (blended)
        maker.by_blend(planned, made, on_progress);
    else
        maker.by_tokens(planned, made, on_progress);
    return made;
}

}  // namespace im

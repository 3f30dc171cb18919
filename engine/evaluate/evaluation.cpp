#include "engine/evaluate/evaluation.h"

#include <sys/resource.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <unordered_map>

#include <fmt/format.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/evaluate/composed_caption.h"
#include "engine/evaluate/evaluation_check.h"
#include "engine/evaluate/evaluation_embeddings.h"
#include "engine/evaluate/evaluation_motions.h"
#include "engine/evaluate/motion_quality.h"
#include "engine/evaluate/timer.h"
#include "engine/generate/clip_decoding.h"
#include "engine/model/reward.h"

namespace im {
namespace {

constexpr std::int64_t kMultiModalityPairs = 10;  // published
constexpr std::uint64_t kSeedsPerRepeat = 1u << 24;

torch::Tensor distinct_rows(std::int64_t count, std::int64_t below, std::mt19937_64& random) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(below));
    std::iota(all.begin(), all.end(), 0);
    std::shuffle(all.begin(), all.end(), random);
    all.resize(static_cast<std::size_t>(count));
    return torch::tensor(all, torch::kInt64);
}

double peak_memory_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Evaluation {
  public:
    Evaluation(const EvaluationSet& set, MotionSampler& model, const MotionTextEncoders& judge,
               const MotionTextEncoders* reward, const EvaluationOptions& options);
    EvaluationReport run();

  private:
    /// Two rows of the report that share their samples: the first sample of each text, and the best of
    /// several.
    struct ModelRows {
        std::size_t first;
        std::optional<std::size_t> best;
        SamplingOptions sampling;
    };
    /// Several samples of one text.
    using Candidates = std::vector<std::vector<int>>;
    using Values = std::map<std::string, std::vector<double>>;

    std::size_t add_row(const std::string& name);
    void repeat(int number);
    std::vector<Caption> captions_of(const std::vector<ClipDraw>& draws) const;
    torch::Tensor embed(const MotionTextEncoders& encoders, const LazyMotions& motions,
                        std::optional<std::size_t> quality_row = {});
    void measure_quality_of(const MotionBatch& batch, Values& quality);
    LazyMotions decoded(const std::vector<std::vector<int>>& tokens) {
        return decoded_motions(model_, tokens, report_.generation_seconds);
    }
    void score(std::size_t row, const std::vector<ClipDraw>& draws, const torch::Tensor& texts,
               const torch::Tensor& motions, const std::optional<Gaussian>& reference,
               std::mt19937_64& random);
    void score_composed(std::size_t row, const std::vector<ClipDraw>& draws, const torch::Tensor& motions);
    void score_model(const ModelRows& rows, int repeat, const std::vector<ClipDraw>& draws,
                     const torch::Tensor& texts, const std::optional<Gaussian>& reference,
                     std::mt19937_64& random);
    void score_samples(std::size_t row, const std::vector<Candidates>& candidates, std::mt19937_64& random);
    std::vector<Candidates> sample(int repeat, const std::vector<ClipDraw>& draws,
                                   const SamplingOptions& sampling);
    std::int64_t texts_sampled_often() const {
        return std::min<std::int64_t>(options_.multimodality_texts, report_.items_per_repeat);
    }
    void check_stop() const {
        if (options_.stop.stop_requested()) throw Error(ErrorKind::Interrupted, "the evaluation was stopped");
    }
    const Caption& caption(const ClipDraw& draw) const {
        return set_.items[draw.item].captions[draw.caption];
    }
    const std::optional<ComposedCaption>& composed(const ClipDraw& draw);

    const EvaluationSet& set_;
    MotionSampler& model_;
    const MotionTextEncoders& judge_;
    const MotionTextEncoders* reward_;
    const EvaluationOptions& options_;
    const Skeleton& skeleton_;
    EvaluationReport report_;
    std::vector<Values> values_;   ///< of each row of the report, over repeats
    std::vector<Values> quality_;  ///< the same over the clips of the first repeat
    std::vector<ModelRows> model_rows_;
    std::optional<std::size_t> real_row_, reconstruction_row_;
    EvaluationEmbeddings embeddings_;
    std::unordered_map<std::string, std::optional<ComposedCaption>> composed_;
    std::set<std::string> composed_seen_;
    std::int64_t motions_planned_ = 0;
    bool first_repeat_ = true;
};

Evaluation::Evaluation(const EvaluationSet& set, MotionSampler& model, const MotionTextEncoders& judge,
                       const MotionTextEncoders* reward, const EvaluationOptions& options)
    : set_(set),
      model_(model),
      judge_(judge),
      reward_(reward),
      options_(options),
      skeleton_(skeleton_by_name(model.config().skeleton)),
      embeddings_(report_.encoder_seconds, [this] { check_stop(); }) {
    check_evaluation(set, model.config(), reward != nullptr, options);
    report_.model = model.config().name;
    report_.data = set.name;
    report_.items = static_cast<std::int64_t>(set.items.size());
    report_.items_per_repeat =
        report_.items < kPoolSize ? report_.items : report_.items / kPoolSize * kPoolSize;
    report_.repeats = options.repeats;
    report_.notes = set.notes;

    if (set.has_motions()) {
        real_row_ = add_row("Real motion");
        reconstruction_row_ = add_row("Tokenizer's reconstruction");
    }
    auto guidance = options.guidance;
    if (guidance.empty()) guidance = {model.config().guidance};
    for (const double strength : guidance) {
        SamplingOptions sampling = options.sampling;
        sampling.guidance = strength;
        sampling.validate();
        const auto name = fmt::format("{}, {}", model.config().name,
                                      strength == 0 ? "no guidance" : fmt::format("guidance {}", strength));
        model_rows_.push_back({add_row(name), {}, sampling});
        if (options.best_of > 1)
            model_rows_.back().best = add_row(fmt::format("{}, best of {}", name, options.best_of));
        const auto often = texts_sampled_often();
        motions_planned_ +=
            options.repeats * (often * std::max(options.best_of, options.multimodality_samples) +
                               (report_.items_per_repeat - often) * options.best_of);
    }
}

std::size_t Evaluation::add_row(const std::string& name) {
    report_.rows.push_back({name, {}});
    values_.emplace_back();
    quality_.emplace_back();
    return report_.rows.size() - 1;
}

EvaluationReport Evaluation::run() {
    const torch::NoGradGuard no_grad;
    for (int r = 0; r < options_.repeats; ++r) {
        repeat(r);
        first_repeat_ = false;
    }
    for (std::size_t row = 0; row < report_.rows.size(); ++row) {
        for (const auto* source : {&values_[row], &quality_[row]}) {
            for (const auto& [name, values] : *source) report_.rows[row].figures[name] = estimate(values);
        }
    }
    const auto width = judge_.width();
    if (set_.has_motions() && report_.items_per_repeat <= width) {
        report_.notes.push_back(
            fmt::format("FID is uncertain: {} clips for embeddings of width {}, so the covariances are "
                        "singular; a millionth of the mean variance was "
                        "added to their diagonals. Compare only rows with the same number of clips.",
                        report_.items_per_repeat, width));
    }
    if (report_.items < kPoolSize) {
        report_.notes.push_back(
            fmt::format("no R-precision: it ranks among {} motions, here are {}", kPoolSize, report_.items));
    }
    const auto left_out = report_.items - report_.items_per_repeat;
    if (left_out > 0) {
        report_.notes.push_back(
            fmt::format("each repeat scores whole pools of {}: another {} of {} are left out each time",
                        kPoolSize, left_out, report_.items));
    }
    report_.composed = static_cast<std::int64_t>(composed_seen_.size());
    report_.peak_memory_mb = peak_memory_mb();
    return std::move(report_);
}

void Evaluation::repeat(int number) {
    std::mt19937_64 random(options_.seed * 1'000'003 + static_cast<std::uint64_t>(number));
    std::vector<std::size_t> items(set_.items.size());
    std::iota(items.begin(), items.end(), std::size_t{0});
    std::shuffle(items.begin(), items.end(), random);
    items.resize(static_cast<std::size_t>(report_.items_per_repeat));
    const int steps = model_.config().tokenizer.frames_per_step();
    const auto draws = draw_clips(set_, items, steps, random);
    const auto texts = embeddings_.texts(judge_, captions_of(draws));
    std::optional<Gaussian> reference;
    if (real_row_) {
        // What FID compares with is drawn on its own, so that captured motion has an honest FID, too.
        const auto other = embed(judge_, captured_motions(set_, draw_clips(set_, items, steps, random)));
        {
            const Timer timer(report_.metric_seconds);
            reference = fit_gaussian(other);
        }
        score(*real_row_, draws, texts, embed(judge_, captured_motions(set_, draws), *real_row_), reference,
              random);
        score(*reconstruction_row_, draws, texts,
              embed(judge_, reconstructed_motions(set_, model_.tokenizer(), draws), *reconstruction_row_),
              reference, random);
    }
    for (const auto& rows : model_rows_) score_model(rows, number, draws, texts, reference, random);
}

std::vector<Caption> Evaluation::captions_of(const std::vector<ClipDraw>& draws) const {
    std::vector<Caption> captions;
    for (const auto& d : draws) captions.push_back(caption(d));
    return captions;
}

/// (N, E), in input order. In the first repeat the motions' quality goes to `quality_row`, if given.
torch::Tensor Evaluation::embed(const MotionTextEncoders& encoders, const LazyMotions& motions,
                                std::optional<std::size_t> quality_row) {
    std::function<void(const MotionBatch&)> seen;
    if (first_repeat_ && quality_row) {
        seen = [this, &quality = quality_[*quality_row]](const MotionBatch& batch) {
            measure_quality_of(batch, quality);
        };
    }
    return embeddings_.motions(encoders, motions, seen);
}

void Evaluation::measure_quality_of(const MotionBatch& batch, Values& quality) {
    const Timer timer(report_.metric_seconds);
    for (std::int64_t i = 0; i < batch.frames.size(0); ++i) {
        const auto frames = batch.frames[i].item<std::int64_t>();
        const auto clip = clip_of_features(batch.features[i].slice(0, 0, frames), skeleton_);
        const auto found = measure_quality(clip, skeleton_);
        quality[figure::kFootSkate].push_back(found.foot_skate_cm_per_s);
        quality[figure::kJerk].push_back(found.jerk_m_per_s3);
        quality[figure::kPenetration].push_back(found.penetration_mm);
        quality[figure::kSeconds].push_back(clip.seconds());
    }
}

const std::optional<ComposedCaption>& Evaluation::composed(const ClipDraw& draw) {
    const auto& text = caption(draw).text;
    const auto found = composed_.find(text);
    if (found != composed_.end()) return found->second;
    return composed_
        .emplace(text, set_.items[draw.item].may_be_composed ? parse_composed(text) : std::nullopt)
        .first->second;
}

void Evaluation::score(std::size_t row, const std::vector<ClipDraw>& draws, const torch::Tensor& texts,
                       const torch::Tensor& motions, const std::optional<Gaussian>& reference,
                       std::mt19937_64& random) {
    score_composed(row, draws, motions);
    const Timer timer(report_.metric_seconds);
    auto& values = values_[row];
    std::vector<std::string> groups;
    for (const auto& d : draws) groups.push_back(set_.items[d.item].group);
    const bool grouped =
        std::any_of(groups.begin(), groups.end(), [](const auto& group) { return !group.empty(); });
    if (motions.size(0) >= kPoolSize) {  // else no pool to rank in
        const auto top = r_precision(retrieval_hits(texts, motions));
        const auto distinct = grouped ? r_precision(retrieval_hits(texts, motions, groups)) : top;
        for (std::size_t k = 0; k < 3; ++k) {
            values[figure::kTop[k]].push_back(top[k]);
            if (grouped) values[figure::kDistinctTop[k]].push_back(distinct[k]);
        }
    }
    values[figure::kMatching].push_back(matching_score(texts, motions));
    values[figure::kSimilarity].push_back(mean_cosine(texts, motions));
    const auto N = motions.size(0), pairs = diversity_pairs(N);
    const auto first = distinct_rows(pairs, N, random), second = distinct_rows(pairs, N, random);
    values[figure::kDiversity].push_back(diversity(motions, first, second));
    if (reference) {
        const auto own = fit_gaussian(motions);
        values[figure::kFid].push_back(frechet_distance(*reference, own, frechet_ridge(*reference, own)));
    }
    // Kinds of prompts, each on its own.
    std::map<std::string, std::vector<std::int64_t>> kinds;
    for (std::size_t i = 0; i < draws.size(); ++i) {
        const auto& kind = set_.items[draws[i].item].kind;
        if (!kind.empty()) kinds[kind].push_back(static_cast<std::int64_t>(i));
    }
    for (const auto& [kind, numbers] : kinds) {
        const auto which = torch::tensor(numbers, torch::kInt64);
        const auto of_kind = texts.index_select(0, which), shown = motions.index_select(0, which);
        values[fmt::format("{}_{}", figure::kMatching, kind)].push_back(matching_score(of_kind, shown));
        values[fmt::format("{}_{}", figure::kSimilarity, kind)].push_back(mean_cosine(of_kind, shown));
    }
}

void Evaluation::score_composed(std::size_t row, const std::vector<ClipDraw>& draws,
                                const torch::Tensor& motions) {
    if (!options_.judge_compositions) return;
    double both = 0, ordered = 0, followed = 0;
    std::int64_t all = 0, sequences = 0;
    for (std::size_t i = 0; i < draws.size(); ++i) {
        const auto& parts = composed(draws[i]);
        if (!parts) continue;
        composed_seen_.insert(caption(draws[i]).text);
        const auto motion = motions.slice(0, static_cast<std::int64_t>(i), static_cast<std::int64_t>(i) + 1);
        const auto distance = [&](const Caption& text) {
            return (embeddings_.text(judge_, text) - motion).norm().item<double>();
        };
        const double own = distance(caption(draws[i]));
        const bool shows_both =
            own < distance({parts->first_only, {}}) && own < distance({parts->second_only, {}});
        ++all;
        both += shows_both;
        if (parts->reversed.empty()) continue;
        const bool in_order = own < distance({parts->reversed, {}});
        ++sequences;
        ordered += in_order;
        followed += shows_both && in_order;
    }
    auto& values = values_[row];
    if (all > 0) values[figure::kBothActions].push_back(both / static_cast<double>(all));
    if (sequences == 0) return;
    values[figure::kRightOrder].push_back(ordered / static_cast<double>(sequences));
    values[figure::kFollowed].push_back(followed / static_cast<double>(sequences));
}

/// Samples of each text: as many as its best is chosen of, or more for the texts that MultiModality is
/// measured on.
std::vector<Evaluation::Candidates> Evaluation::sample(int repeat, const std::vector<ClipDraw>& draws,
                                                       const SamplingOptions& sampling) {
    // The same seeds in every row: what differs is guidance and choice, not luck.
    const std::uint64_t seed =
        (options_.seed * 1'000'003 + static_cast<std::uint64_t>(repeat)) * kSeedsPerRepeat;
    const auto often = static_cast<std::size_t>(texts_sampled_often());
    std::vector<MotionRequest> requests;
    for (std::size_t i = 0; i < draws.size(); ++i) {
        const int samples =
            i < often ? std::max(options_.best_of, options_.multimodality_samples) : options_.best_of;
        for (int variation = 0; variation < samples; ++variation)
            requests.push_back({caption(draws[i]).text, seed + i, variation});
    }
    const Timer timer(report_.generation_seconds);
    const auto before = report_.motions;
    auto tokens = model_.sample(
        requests, sampling,
        [&](std::size_t done) {
            report_.motions = before + static_cast<std::int64_t>(done);
            if (options_.on_progress) options_.on_progress("evaluating", report_.motions, motions_planned_);
        },
        options_.stop);
    std::vector<Candidates> candidates;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (requests[i].variation == 0) candidates.emplace_back();
        candidates.back().push_back(std::move(tokens[i]));
    }
    return candidates;
}

void Evaluation::score_model(const ModelRows& rows, int repeat, const std::vector<ClipDraw>& draws,
                             const torch::Tensor& texts, const std::optional<Gaussian>& reference,
                             std::mt19937_64& random) {
    const auto candidates = sample(repeat, draws, rows.sampling);
    const auto score_chosen = [&](std::size_t row, const auto& number_of) {
        std::vector<std::vector<int>> chosen;
        for (std::size_t i = 0; i < candidates.size(); ++i) chosen.push_back(candidates[i][number_of(i)]);
        score(row, draws, texts, embed(judge_, decoded(chosen), row), reference, random);
    };
    score_chosen(rows.first, [](std::size_t) { return std::size_t{0}; });
    if (texts_sampled_often() > 0) score_samples(rows.first, candidates, random);
    if (reward_ == nullptr) return;

    std::vector<std::vector<int>> tokens;
    for (const auto& of_text : candidates)
        tokens.insert(tokens.end(), of_text.begin(), of_text.begin() + options_.best_of);
    const auto wanted =
        embeddings_.texts(*reward_, captions_of(draws)).repeat_interleave(options_.best_of, 0);
    const auto shown = embed(*reward_, decoded(tokens));
    const auto distances = (shown - wanted).norm(2, 1).view({-1, options_.best_of});
    const auto similarities = torch::cosine_similarity(shown, wanted, 1).view({-1, options_.best_of});
    const auto report_similarity = [&](std::size_t row, const torch::Tensor& values) {
        if (reward_ != &judge_)
            values_[row][figure::kRewardSimilarity].push_back(values.mean().item<double>());
    };
    report_similarity(rows.first, similarities.select(1, 0));
    if (!rows.best) return;
    const auto best = distances.argmin(1);
    score_chosen(*rows.best, [&](std::size_t i) {
        return static_cast<std::size_t>(best[static_cast<std::int64_t>(i)].item<std::int64_t>());
    });
    report_similarity(*rows.best, similarities.gather(1, best.unsqueeze(1)));
}

/// How much samples of one text differ.
void Evaluation::score_samples(std::size_t row, const std::vector<Candidates>& candidates,
                               std::mt19937_64& random) {
    const auto texts = texts_sampled_often();
    const int samples = options_.multimodality_samples;
    std::vector<std::vector<int>> tokens;
    for (std::int64_t i = 0; i < texts; ++i) {
        const auto& of_text = candidates[static_cast<std::size_t>(i)];
        tokens.insert(tokens.end(), of_text.begin(), of_text.begin() + samples);
    }
    const auto embedded = embed(judge_, decoded(tokens)).view({texts, samples, -1});
    const Timer timer(report_.metric_seconds);
    const auto pairs = std::min<std::int64_t>(kMultiModalityPairs, samples);
    const auto first = distinct_rows(pairs, samples, random), second = distinct_rows(pairs, samples, random);
    values_[row][figure::kMultiModality].push_back(multimodality(embedded, first, second));
    values_[row][figure::kSampleSimilarity].push_back(sample_similarity(embedded));
}

}  // namespace

EvaluationReport evaluate(const EvaluationSet& set, MotionSampler& model, const MotionTextEncoders& judge,
                          const MotionTextEncoders* reward, const EvaluationOptions& options) {
    return Evaluation(set, model, judge, reward, options).run();
}

}  // namespace im

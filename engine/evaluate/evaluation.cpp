#include "engine/evaluate/evaluation.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <unordered_map>

#include <fmt/format.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/evaluate/composed_caption.h"
#include "engine/evaluate/motion_quality.h"
#include "engine/generate/frame_stream.h"
#include "engine/model/reward.h"

namespace im {
namespace {

using Clock = std::chrono::steady_clock;
using Rows = std::vector<std::size_t>;

constexpr std::size_t kChunk = 64;                // motions in memory at once
constexpr std::int64_t kPromptsMin = 2;           // Diversity compares motions
constexpr std::int64_t kMultiModalityPairs = 10;  // published
constexpr std::uint64_t kSeedsPerRepeat = 1u << 24;

/// Adds the time of its scope to a sum.
class Timer {
  public:
    explicit Timer(double& seconds) : seconds_(seconds) {}
    ~Timer() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

  private:
    double& seconds_;
    Clock::time_point start_ = Clock::now();
};

/// What one repeat looks at of one item.
struct Draw {
    std::size_t item = 0;
    std::size_t caption = 0;
    int first_frame = 0, frames = 0;  ///< part of its motion, whole tokens
};

/// Motions that are there when they are asked for: `frames[i]` is known before `load` makes motion i.
struct Motions {
    std::vector<int> frames;
    std::function<MotionBatch(std::span<const std::size_t> numbers)> load;
};

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

    void check() const;
    std::size_t add_row(const std::string& name);
    void repeat(int number);
    std::vector<Draw> draw(std::mt19937_64& random, const Rows& items) const;
    torch::Tensor embed_captions(const MotionTextEncoders& encoders, const std::vector<Draw>& draws);
    torch::Tensor embed_text(const MotionTextEncoders& encoders, const Caption& caption);
    torch::Tensor embed(const MotionTextEncoders& encoders, const Motions& motions,
                        std::optional<std::size_t> quality_row = {});
    Motions captured(const std::vector<Draw>& draws) const;
    Motions reconstructed(const std::vector<Draw>& draws);
    Motions decoded(const std::vector<std::vector<int>>& tokens);
    void score(std::size_t row, const std::vector<Draw>& draws, const torch::Tensor& texts,
               const torch::Tensor& motions, const std::optional<Gaussian>& reference,
               std::mt19937_64& random);
    void score_composed(std::size_t row, const std::vector<Draw>& draws, const torch::Tensor& motions);
    void score_model(const ModelRows& rows, int repeat, const std::vector<Draw>& draws,
                     const torch::Tensor& texts, const std::optional<Gaussian>& reference,
                     std::mt19937_64& random);
    void score_samples(std::size_t row, const std::vector<Candidates>& candidates, std::mt19937_64& random);
    std::vector<Candidates> sample(int repeat, const std::vector<Draw>& draws,
                                   const SamplingOptions& sampling);
    std::int64_t texts_sampled_often() const {
        return std::min<std::int64_t>(options_.multimodality_texts, report_.items_per_repeat);
    }
    void check_stop() const {
        if (options_.stop.stop_requested()) throw Error(ErrorKind::Interrupted, "the evaluation was stopped");
    }
    const Caption& caption(const Draw& draw) const { return set_.items[draw.item].captions[draw.caption]; }
    const std::optional<ComposedCaption>& composed(const Draw& draw);

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
    std::unordered_map<const MotionTextEncoders*, std::unordered_map<std::string, torch::Tensor>>
        text_embeddings_;
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
      skeleton_(skeleton_by_name(model.config().skeleton)) {
    check();
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

void Evaluation::check() const {
    if (options_.repeats < 1) throw usage_error("repeats: expected at least 1, found {}", options_.repeats);
    if (options_.best_of < 1) throw usage_error("best of: expected at least 1, found {}", options_.best_of);
    if (options_.best_of > 1 && reward_ == nullptr)
        throw usage_error("best of {}: expected reward encoders to choose by, found none", options_.best_of);
    if (options_.multimodality_texts < 0 || options_.multimodality_samples < 2) {
        throw usage_error("multimodality: expected 0 texts or more and at least 2 samples, found {} and {}",
                          options_.multimodality_texts, options_.multimodality_samples);
    }
    const auto items = static_cast<std::int64_t>(set_.items.size());
    if (set_.has_motions() && items < kPoolSize) {
        throw input_error(
            "{}: R-precision ranks each text among {} motions: expected at least {} clips, found {}",
            set_.name, kPoolSize, kPoolSize, items);
    }
    if (items < kPromptsMin)
        throw input_error("{}: expected at least {} prompts, found {}", set_.name, kPromptsMin, items);
    const int width = model_.config().tokenizer.feature_width,
              l = model_.config().tokenizer.frames_per_step();
    for (std::size_t i = 0; i < set_.items.size(); ++i) {
        const auto& item = set_.items[i];
        if (item.captions.empty())
            throw input_error("{}: clip {}: expected a caption, found none", set_.name, i + 1);
        if ((item.motion.frames > 0) != set_.has_motions())
            throw input_error("{}: clip {}: expected motion like the others", set_.name, i + 1);
        if (item.motion.frames == 0) continue;
        if (item.motion.width != width) {
            throw input_error("{}: clip {}: expected {} columns of features, found {}", set_.name, i + 1,
                              width, item.motion.width);
        }
        if (item.motion.frames < l)
            throw input_error("{}: clip {}: expected at least {} frames, found {}", set_.name, i + 1, l,
                              item.motion.frames);
        if (!std::all_of(item.motion.values.begin(), item.motion.values.end(),
                         [](float v) { return std::isfinite(v); })) {
            throw input_error("{}: clip {}: expected numbers, found NaN or infinite values", set_.name,
                              i + 1);
        }
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
    Rows items(set_.items.size());
    std::iota(items.begin(), items.end(), std::size_t{0});
    std::shuffle(items.begin(), items.end(), random);
    items.resize(static_cast<std::size_t>(report_.items_per_repeat));
    const auto draws = draw(random, items);
    const auto texts = embed_captions(judge_, draws);
    std::optional<Gaussian> reference;
    if (real_row_) {
        // What FID compares with is drawn on its own, so that captured motion has an honest FID, too.
        const auto other = embed(judge_, captured(draw(random, items)));
        {
            const Timer timer(report_.metric_seconds);
            reference = fit_gaussian(other);
        }
        score(*real_row_, draws, texts, embed(judge_, captured(draws), *real_row_), reference, random);
        score(*reconstruction_row_, draws, texts, embed(judge_, reconstructed(draws), *reconstruction_row_),
              reference, random);
    }
    for (const auto& rows : model_rows_) score_model(rows, number, draws, texts, reference, random);
}

/// As the published loader draws: any caption; whole steps, one step less in one of three cases, from
/// anywhere.
std::vector<Draw> Evaluation::draw(std::mt19937_64& random, const Rows& items) const {
    const int l = model_.config().tokenizer.frames_per_step();
    const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
    std::vector<Draw> draws;
    for (const auto item : items) {
        Draw chosen{item, below(set_.items[item].captions.size()), 0, 0};
        const int all = set_.items[item].motion.frames;
        if (all > 0) {
            const int steps = std::max(1, all / l - (below(3) == 0 ? 1 : 0));
            chosen.frames = steps * l;
            chosen.first_frame = static_cast<int>(below(static_cast<std::size_t>(all - chosen.frames + 1)));
        }
        draws.push_back(chosen);
    }
    return draws;
}

torch::Tensor Evaluation::embed_text(const MotionTextEncoders& encoders, const Caption& caption) {
    auto& known = text_embeddings_[&encoders];
    const auto found = known.find(caption.text);
    if (found != known.end()) return found->second;
    const Timer timer(report_.encoder_seconds);
    return known.emplace(caption.text, encoders.embed_texts({caption})).first->second;
}

torch::Tensor Evaluation::embed_captions(const MotionTextEncoders& encoders, const std::vector<Draw>& draws) {
    auto& known = text_embeddings_[&encoders];
    std::vector<Caption> missing;
    std::set<std::string> listed;
    for (const auto& d : draws) {
        const auto& text = caption(d);
        if (!known.contains(text.text) && listed.insert(text.text).second) missing.push_back(text);
    }
    for (std::size_t first = 0; first < missing.size(); first += kChunk) {
        const Timer timer(report_.encoder_seconds);
        const auto last = std::min(first + kChunk, missing.size());
        const std::vector<Caption> part(missing.begin() + static_cast<std::ptrdiff_t>(first),
                                        missing.begin() + static_cast<std::ptrdiff_t>(last));
        const auto embedded = encoders.embed_texts(part);
        for (std::size_t i = 0; i < part.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            known.emplace(part[i].text, embedded.slice(0, row, row + 1).clone());
        }
        check_stop();
    }
    std::vector<torch::Tensor> rows;
    for (const auto& d : draws) rows.push_back(known.at(caption(d).text));
    return torch::cat(rows);
}

/// (N, E), in input order; motions of like length run together. In the first repeat the motions' quality goes
/// to `quality_row`, if given.
torch::Tensor Evaluation::embed(const MotionTextEncoders& encoders, const Motions& motions,
                                std::optional<std::size_t> quality_row) {
    Rows order(motions.frames.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return motions.frames[a] < motions.frames[b]; });
    auto all = torch::empty({static_cast<std::int64_t>(order.size()), encoders.width()});
    for (std::size_t first = 0; first < order.size(); first += kChunk) {
        check_stop();
        const auto numbers = std::span(order).subspan(first, std::min(kChunk, order.size() - first));
        const auto batch = motions.load(numbers);
        {
            const Timer timer(report_.encoder_seconds);
            const auto rows = encoders.embed_motions(batch.features, batch.frames);
            for (std::size_t i = 0; i < numbers.size(); ++i)
                all[static_cast<std::int64_t>(numbers[i])] = rows[static_cast<std::int64_t>(i)];
        }
        if (!first_repeat_ || !quality_row) continue;
        const Timer timer(report_.metric_seconds);
        auto& quality = quality_[*quality_row];
        for (std::int64_t i = 0; i < batch.frames.size(0); ++i) {
            const auto frames = batch.frames[i].item<std::int64_t>();
            const auto rows =
                batch.features[i].slice(0, 0, frames).to(torch::kCPU, torch::kFloat32).contiguous();
            FeatureSequence features{static_cast<int>(frames), static_cast<int>(rows.size(1)), {}};
            features.values.assign(rows.const_data_ptr<float>(), rows.const_data_ptr<float>() + rows.numel());
            const auto clip = joints_of(features, skeleton_);
            const auto found = measure_quality(clip, skeleton_);
            quality[figure::kFootSkate].push_back(found.foot_skate_cm_per_s);
            quality[figure::kJerk].push_back(found.jerk_m_per_s3);
            quality[figure::kPenetration].push_back(found.penetration_mm);
            quality[figure::kSeconds].push_back(clip.seconds());
        }
    }
    return all;
}

Motions Evaluation::captured(const std::vector<Draw>& draws) const {
    Motions motions;
    for (const auto& d : draws) motions.frames.push_back(d.frames);
    motions.load = [this, draws](std::span<const std::size_t> numbers) {
        std::int64_t longest = 0;
        for (const auto i : numbers) longest = std::max<std::int64_t>(longest, draws[i].frames);
        const auto B = static_cast<std::int64_t>(numbers.size());
        MotionBatch batch{torch::zeros({B, longest, set_.items[draws[numbers[0]].item].motion.width}),
                          torch::zeros({B}, torch::kInt64)};
        for (std::int64_t b = 0; b < B; ++b) {
            const auto& d = draws[numbers[static_cast<std::size_t>(b)]];
            const auto& motion = set_.items[d.item].motion;
            std::copy_n(motion.row(d.first_frame),
                        static_cast<std::size_t>(d.frames) * static_cast<std::size_t>(motion.width),
                        batch.features[b].data_ptr<float>());
            batch.frames[b] = d.frames;
        }
        return batch;
    };
    return motions;
}

Motions Evaluation::reconstructed(const std::vector<Draw>& draws) {
    Motions motions = captured(draws);
    motions.load = [this, draws, source = motions.load](std::span<const std::size_t> numbers) {
        const Tokenizer& tokenizer = model_.tokenizer();
        std::vector<std::vector<int>> tokens;
        for (const auto number : numbers) {  // one by one: padding would change a motion's last tokens
            const auto one = source(std::span(&number, 1));
            const auto codes = VqVae(tokenizer.vqvae)
                                   ->encode(tokenizer.normalise(one.features.to(tokenizer.mean.device())))
                                   .to(torch::kCPU, torch::kInt)
                                   .contiguous();
            tokens.emplace_back(codes.const_data_ptr<int>(), codes.const_data_ptr<int>() + codes.numel());
        }
        return decode_tokens(tokenizer, tokens);
    };
    return motions;
}

Motions Evaluation::decoded(const std::vector<std::vector<int>>& tokens) {
    Motions motions;
    const VqVaeConfig& tokenizer = model_.config().tokenizer;
    for (const auto& sequence : tokens)
        motions.frames.push_back(tokenizer.frames_of(static_cast<int>(sequence.size())));
    motions.load = [this, &tokens](std::span<const std::size_t> numbers) {
        const Timer timer(report_.generation_seconds);
        std::vector<std::vector<int>> part;
        for (const auto i : numbers) part.push_back(tokens[i]);
        return decode_tokens(model_.tokenizer(), part);
    };
    return motions;
}

const std::optional<ComposedCaption>& Evaluation::composed(const Draw& draw) {
    const auto& text = caption(draw).text;
    const auto found = composed_.find(text);
    if (found != composed_.end()) return found->second;
    return composed_
        .emplace(text, set_.items[draw.item].may_be_composed ? parse_composed(text) : std::nullopt)
        .first->second;
}

void Evaluation::score(std::size_t row, const std::vector<Draw>& draws, const torch::Tensor& texts,
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

void Evaluation::score_composed(std::size_t row, const std::vector<Draw>& draws,
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
            return (embed_text(judge_, text) - motion).norm().item<double>();
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
std::vector<Evaluation::Candidates> Evaluation::sample(int repeat, const std::vector<Draw>& draws,
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

void Evaluation::score_model(const ModelRows& rows, int repeat, const std::vector<Draw>& draws,
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
    const auto wanted = embed_captions(*reward_, draws).repeat_interleave(options_.best_of, 0);
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

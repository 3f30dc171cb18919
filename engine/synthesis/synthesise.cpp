#include "engine/synthesis/synthesise.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/core/error.h"
#include "engine/core/splitmix.h"
#include "engine/motion/representation/mirror.h"
#include "engine/motion/representation/placement.h"
#include "engine/synthesis/foot_join.h"
#include "engine/synthesis/gate.h"
#include "engine/synthesis/operator.h"
#include "engine/synthesis/wording.h"

namespace im {
namespace {

constexpr int kDrawsMax = 24, kDrawsOfOne = 8;

/// SplitMix64: neighbouring numbers of neighbouring seeds share nothing.
std::uint64_t mixed(std::uint64_t x) {
    return splitmix_finaliser(x + 0x9e3779b97f4a7c15ull);
}

const SynthesisOperator& draw_operator(const std::vector<const SynthesisOperator*>& operators,
                                       SynthesisRandom& random) {
    double all = 0;
    for (const auto* one : operators) all += one->share;
    double draw = draw_unit(random) * all;
    for (const auto* one : operators) {
        draw -= one->share;
        if (draw < 0) return *one;
    }
    return *operators.back();
}

GateMeasures worst_of(const std::vector<const CaptionedMotion*>& parts, const ClipPool& pool) {
    GateMeasures worst;
    for (const CaptionedMotion* part : parts) {
        const GateMeasures& quality = pool.traits(*part).quality;
        worst.acceleration = std::max(worst.acceleration, quality.acceleration);
        worst.skate_mm = std::max(worst.skate_mm, quality.skate_mm);
    }
    return worst;
}

void swap_sides_of(SynthesisedClip& clip, const Skeleton& skeleton) {
    // The figure's sides differ by some millimetres.
    clip.motion = mirror(clip.motion, skeleton);
    restore_bones(clip.motion, 0, clip.motion.frame_count(), skeleton);
    for (std::string& caption : clip.captions) caption = mirror_sides(caption);
    for (std::string& action : clip.actions) action = mirror_sides(action);
    for (NearMiss& miss : clip.near_misses) miss.caption = mirror_sides(miss.caption);
    for (auto& [name, value] : clip.facts) {
        if (name.ends_with("_deg")) value = -value;
    }
}

struct Made {
    CaptionedMotion motion;
    SynthesisOrigin origin;
};

/// Near misses that happen to be right are none.
std::vector<NearMiss> real_misses(const SynthesisedClip& clip) {
    std::vector<NearMiss> misses;
    for (const NearMiss& miss : clip.near_misses) {
        const auto same = [&](const auto& text) { return text == miss.caption; };
        const bool right = std::any_of(clip.captions.begin(), clip.captions.end(), same);
        const bool again =
            std::any_of(misses.begin(), misses.end(), [&](const NearMiss& m) { return same(m.caption); });
        if (!right && !again) misses.push_back(miss);
    }
    return misses;
}

Made finished(SynthesisedClip clip, const char* operator_name, const std::string& id, bool mirrored,
              const ClipPool& pool) {
    if (mirrored) swap_sides_of(clip, pool.skeleton());
    Made made;
    CaptionedMotion& motion = made.motion;
    motion.id = id;
    motion.features = encode_features(clip.motion, pool.skeleton(), pool.codec());
    motion.near_misses = real_misses(clip);
    for (std::string& caption : clip.captions) {
        if (std::find(motion.captions.begin(), motion.captions.end(), caption) == motion.captions.end())
            motion.captions.push_back(std::move(caption));
    }
    motion.actions = std::move(clip.actions);
    motion.cut_frame = clip.cut_frame;
    motion.style = clip.style;
    motion.source = "synthesised";
    motion.licence = join_licences(clip.parts);
    motion.mirrored = mirrored;
    motion.composed = motion.actions.size() > 1;
    made.origin.operator_name = operator_name;
    made.origin.facts = std::move(clip.facts);
    for (const CaptionedMotion* part : clip.parts) {
        made.origin.parts.push_back(part->id);
        auto& sources = made.origin.sources;
        if (!part->source.empty() && std::find(sources.begin(), sources.end(), part->source) == sources.end())
            sources.push_back(part->source);
    }
    return made;
}

/// The clip of a number: it depends on the seed and the number alone.
std::optional<Made> make_number(const ClipPool& pool, const std::vector<const SynthesisOperator*>& operators,
                                const SynthesisOptions& options, int number, SynthesisReport& report) {
    SynthesisRandom random(mixed(mixed(options.seed) + static_cast<std::uint64_t>(number)));
    const SynthesisOperator* chosen = nullptr;
    ++report.asked;
    for (int draw = 0; draw < kDrawsMax; ++draw) {
        if (draw % kDrawsOfOne == 0) chosen = &draw_operator(operators, random);
        OperatorCounts& counts = report.operators[chosen->name];
        auto clip = chosen->make(pool, random);
        if (!clip) {
            ++counts.refused["does not work out"];
            continue;
        }
        if (const auto reason = gate_refusal(clip->motion, worst_of(clip->parts, pool), pool.skeleton())) {
            ++counts.refused[*reason];
            continue;
        }
        const bool mirrored = draw_chance(random, options.mirrored_share);
        ++counts.made;
        ++report.made;
        return finished(std::move(*clip), chosen->name,
                        fmt::format("syn_{}_{}_{}", options.seed, number, chosen->name), mirrored, pool);
    }
    return std::nullopt;
}

}  // namespace

int OperatorCounts::refused_all() const {
    int all = 0;
    for (const auto& [reason, count] : refused) all += count;
    return all;
}

double OperatorCounts::refused_share() const {
    const int draws = made + refused_all();
    return draws == 0 ? 0 : static_cast<double>(refused_all()) / draws;
}

void SynthesisReport::add(const SynthesisReport& other) {
    asked += other.asked;
    made += other.made;
    for (const auto& [name, counts] : other.operators) {
        operators[name].made += counts.made;
        for (const auto& [reason, count] : counts.refused) operators[name].refused[reason] += count;
    }
}

Synthesis synthesise(const ClipPool& pool, const SynthesisOptions& options) {
    std::vector<const SynthesisOperator*> operators;
    for (const std::string& name : options.operators) operators.push_back(&synthesis_operator(name));
    if (operators.empty()) {
        for (const SynthesisOperator& one : synthesis_operators()) operators.push_back(&one);
    }
    Synthesis all;
    for (const auto* one : operators) all.report.operators[one->name];
    if (pool.actions().empty()) return all;

    const int count = std::max(0, options.count);
    std::vector<std::optional<Made>> made(static_cast<std::size_t>(count));
    std::atomic<int> next = 0;
    std::mutex mutex;  // of the report
    std::exception_ptr failure;
    const auto work = [&](bool tells) {
        SynthesisReport report;
        try {
            for (int i; !options.stop.stop_requested() && (i = next++) < count;) {
                made[static_cast<std::size_t>(i)] =
                    make_number(pool, operators, options, options.first + i, report);
                if (tells && options.on_progress && i % 32 == 0) options.on_progress(i, count);
            }
        } catch (...) {
            next = count;
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
        }
        const std::lock_guard lock(mutex);
        all.report.add(report);
    };
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int threads = std::clamp(options.threads == 0 ? cores : options.threads, 1, std::max(1, count));
    {
        std::vector<std::jthread> team;
        for (int i = 1; i < threads; ++i) team.emplace_back([&] { work(false); });
        work(true);
    }
    if (failure) std::rethrow_exception(failure);
    if (options.stop.stop_requested()) throw Error(ErrorKind::Interrupted, "synthesis was stopped");
    for (auto& one : made) {
        if (!one) continue;
        all.motions.push_back(std::move(one->motion));
        all.origins.push_back(std::move(one->origin));
    }
    return all;
}

}  // namespace im

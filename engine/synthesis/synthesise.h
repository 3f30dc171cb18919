#pragma once
// Many synthesised clips at once: operators drawn by their shares, each result through the gate.
//
//   const ClipPool pool(data);
//   Synthesis made = synthesise(pool, {.count = 20000, .seed = 1});

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/synthesis/clip_pool.h"

namespace im {

struct SynthesisOptions {
    std::vector<std::string> operators;  ///< names; empty: all
    int count = 0;
    std::uint64_t seed = 0;
    int first = 0;    ///< the clips numbered [first, first + count) of the seed's endless list: lists can be
                      ///< made in parts
    int threads = 1;  ///< 0: all cores. The result does not depend on it
    double mirrored_share = 0.5;
    std::stop_token stop;
    std::function<void(int done, int all)> on_progress;  ///< of the calling thread
};

/// How often an operator was asked, and what came of it.
struct OperatorCounts {
    int made = 0;
    std::map<std::string, int>
        refused;  ///< by reason: the gate's, or "does not work out" of the operator itself
    int refused_all() const;
    double refused_share() const;  ///< of all draws
};

struct SynthesisReport {
    std::map<std::string, OperatorCounts> operators;
    int asked = 0, made = 0;
    void add(const SynthesisReport& other);
};

/// Where a clip comes from, in the order of Synthesis::motions.
struct SynthesisOrigin {
    std::string operator_name;
    std::vector<std::string> parts, sources;  ///< ids and sources of the captured clips
    std::map<std::string, double> facts;
};

struct Synthesis {
    std::vector<CaptionedMotion> motions;
    std::vector<SynthesisOrigin> origins;
    SynthesisReport report;
};

/// Train clips with source "synthesised", weight 1, composed where they have several actions in a row, the
/// joined licences of their parts, ids "syn_<seed>_<number>_<operator>". A number for which 24 draws fail is
/// left out, so there may be fewer than `count`, none at all of a pool with too few clips. Throws Usage for
/// unknown operators, Interrupted when stopped.
Synthesis synthesise(const ClipPool& pool, const SynthesisOptions& options);

}  // namespace im

#pragma once
// What a scene is made of, told so that its motion can be made again exactly: prompts, seeds, constraints and
// edits. scene_json.h reads and writes it, direct.h makes it.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "engine/direct/sequence.h"

namespace im {

inline constexpr std::size_t kFiguresMax = 16;

/// A way over the floor, drawn or by way points.
struct DrawnPath {
    std::vector<glm::dvec2> points;         ///< x and z, metres
    bool closed = false;                    ///< back to the first point
    std::optional<double> seconds = {};     ///< for all of it; empty: as fast as the figure goes by itself
    std::optional<double> facing_deg = {};  ///< the body faces there all the time, 0 is +Z, left positive

    bool operator==(const DrawnPath&) const = default;
};

enum class PinnedPart { LeftHand, RightHand, LeftFoot, RightFoot, Pelvis, Facing };

/// A part of the body is at a place at a time, or from one time to another.
struct Pin {
    PinnedPart part = PinnedPart::LeftHand;
    double from = 0, to = 0;    ///< seconds, the same for a moment
    glm::dvec3 place{0, 0, 0};  ///< metres; of hands the wrist, of feet the ball
    bool any_height = false;    ///< of the pelvis: only the place over the floor counts
    double degrees = 0;         ///< of Facing: 0 is +Z, left positive

    bool operator==(const Pin&) const = default;
};

/// A pose out of another clip, at a time, where the figure then is.
struct KeyPose {
    double at = 0;               ///< seconds
    std::filesystem::path clip;  ///< a file that read_motion reads; relative to the scene's folder
    double clip_at = 0;          ///< seconds in it
};

enum class EditKind { Between, Onward, Trim, Mirror, Reverse, Tempo, Loop };

struct SceneEdit {
    EditKind kind = EditKind::Trim;
    double from = 0, to = 0;  ///< seconds; Between, Trim: both; Onward: from
    std::string prompt;       ///< Between, Onward
    std::uint64_t seed = 0;
    int candidates = 16, variation = 0;  ///< the variation-th best of so many
    std::optional<double> seconds = {};  ///< Onward
    double factor = 1;                   ///< Tempo
    int times = 1;                       ///< Loop
};

struct SceneFigure {
    std::string name;
    std::uint64_t seed = 0;
    int best_of = 1;  ///< candidates by reward and constraints
    SequenceForm form = SequenceOptions{}.form;
    std::vector<SequenceBlock> blocks;
    std::filesystem::path clip;  ///< instead of blocks: a motion file; relative to the scene's folder
    std::optional<DrawnPath> path;
    std::vector<Pin> pins;
    std::vector<KeyPose> poses;
    std::vector<SceneEdit> edits;  ///< one after the other, on what the others give
    glm::dvec2 place{0, 0};        ///< where the figure's first frame is put, metres; a path says it itself
    double turn_deg = 0;           ///< and turned, left positive
};

struct Scene {
    std::string model;                             ///< its name; another one makes other motion
    std::optional<SamplingOptions> sampling = {};  ///< empty: the usual, with the model's own guidance
    std::vector<SceneFigure> figures;
    std::filesystem::path folder;  ///< where relative paths start
};

const char* part_name(PinnedPart part);  ///< "left hand"
const char* edit_name(EditKind kind);    ///< "between"

}  // namespace im

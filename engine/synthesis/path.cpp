#include "engine/synthesis/path.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/gait_words.h"

namespace im {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kFramesMin = 40, kFramesMax = 196;
constexpr double kTempoMax = 1.3;
constexpr double kSpeedMin = 0.25, kSpeedMax = 4.5;  // metres/second
constexpr double kTurnError = 15;                    // degrees
constexpr double kPathError = 0.15;                  // metres
constexpr double kRadiusError = 0.15;                // of the radius
constexpr double kStraightMax = 35;                  // degrees that the way of a gait to be bent turns

double degrees(double radians) {
    return radians * 180 / kPi;
}

/// What was drawn of a shape.
struct Drawing {
    Shape shape;
    int side;
    double radius = 0, angle = 0;  ///< where the shape has them, metres and radians
    int legs = 0;
    double leg = 0;

    Route route() const {
        switch (shape) {
            case Shape::Circle:
            case Shape::HalfCircle:
            case Shape::Arc:
                return circle_route(radius, angle, side);
            case Shape::S:
                return s_route(radius, angle, side);
            case Shape::Winding:
                return winding_route(radius, angle, legs, side);
            case Shape::Zigzag:
                return zigzag_route(leg, angle, legs, side);
            case Shape::Corner:
                return corner_route(leg, 0.9 * leg, angle, side);
            case Shape::UTurn:
            case Shape::BackAndForth:
                return back_and_forth_route(leg, legs, side);
            case Shape::Square:
                return square_route(leg, legs, side);
            case Shape::Eight:
                return eight_route(radius, side);
            case Shape::Straight:
                break;
        }
        return {};
    }
    void shrink() {
        radius *= 0.88;
        leg *= 0.88;
    }
    bool round() const { return shape == Shape::Circle || shape == Shape::HalfCircle || shape == Shape::Arc; }
};

Shape drawn_shape(SynthesisRandom& random, bool backwards) {
    static const std::vector<std::pair<Shape, double>> shares = {
        {Shape::Circle, 30}, {Shape::HalfCircle, 8}, {Shape::Arc, 9},         {Shape::S, 8},
        {Shape::Winding, 4}, {Shape::Zigzag, 8},     {Shape::Square, 5},      {Shape::Eight, 4},
        {Shape::Corner, 8},  {Shape::UTurn, 12},     {Shape::BackAndForth, 4}};
    std::vector<double> weights;
    for (const auto& [shape, share] : shares) {
        const bool unclear = shape == Shape::Corner || shape == Shape::UTurn || shape == Shape::BackAndForth;
        weights.push_back(backwards && unclear ? 0 : share);
    }
    return shares[drawn_by_weight(random, weights)].first;
}

Drawing drawn_drawing(SynthesisRandom& random, Shape shape, double speed) {
    const auto between = [&](double low, double high) { return drawn_between(random, low, high); };
    Drawing drawing{shape, drawn_true(random, 0.5) ? 1 : -1};
    const double wide = std::clamp(speed / 1.2, 1.0, 2.0);  // runs need more room
    switch (shape) {
        case Shape::Circle:
            drawing.radius = wide * (drawn_true(random, 0.65) ? between(1, 1.5) : between(0.75, 2.2));
            drawing.angle = 2 * kPi * between(0.95, 1.2);
            if (drawing.radius < 1.1 && drawn_true(random, 0.3)) drawing.angle = 2 * kPi * between(1.5, 2);
            break;
        case Shape::HalfCircle:
            drawing.radius = wide * between(0.8, 2);
            drawing.angle = kPi * between(0.92, 1.08);
            break;
        case Shape::Arc:
            drawing.radius = wide * between(1.5, 4);
            drawing.angle = std::clamp(between(3, 6) / drawing.radius, 0.9, 2.2);
            break;
        case Shape::S:
            drawing.radius = wide * between(0.8, 1.6);
            drawing.angle = kPi * between(0.65, 1);
            break;
        case Shape::Winding:
            drawing.radius = wide * between(0.9, 1.5);
            drawing.angle = kPi * between(0.4, 0.6);
            drawing.legs = drawn_true(random, 0.5) ? 3 : 4;
            break;
        case Shape::Zigzag:
            drawing.leg = wide * between(1, 1.6);
            drawing.angle = kPi * between(0.4, 0.55);
            drawing.legs = drawn_true(random, 0.5) ? 4 : 5;
            break;
        case Shape::Corner:
            drawing.leg = wide * between(1.2, 2.5);
            drawing.angle = kPi / 180 * drawn_of(random, std::vector<double>{90, 90, 90, 90, 45, 135});
            break;
        case Shape::UTurn:
        case Shape::BackAndForth:
            drawing.leg = wide * between(1.5, 2.6);
            drawing.legs = shape == Shape::UTurn ? 2 : drawn_true(random, 0.6) ? 3 : 4;
            break;
        case Shape::Square:
            drawing.leg = wide * between(0.9, 1.5);
            drawing.legs = drawn_true(random, 0.6) ? 4 : 5;
            break;
        case Shape::Eight:
            drawing.radius = between(0.7, 1.1);
            break;
        case Shape::Straight:
            break;
    }
    return drawing;
}

/// Frames of the gait that the route takes, and how much faster it must be for that; 0 where it cannot be.
struct Fit {
    int frames = 0;
    double tempo = 1;
};
Fit fit(const Route& route, double speed, double fps) {
    Fit result{frames_needed(route, speed, fps), 1};
    if (result.frames <= kFramesMax) return result;
    result.tempo = static_cast<double>(result.frames) / kFramesMax + 0.02;
    result.frames = result.tempo > kTempoMax ? 0 : frames_needed(route, speed * result.tempo, fps);
    if (result.frames > kFramesMax) result.frames = 0;
    return result;
}

double speed_of(const StraightGait& gait) {
    return gait.way.back() / gait.clip.seconds();
}

/// Whether the root went along the asked way and the body turned with it; then the radius of the path.
std::optional<double> radius_as_asked(const BentWalk& bent) {
    // Both ways are smoothed alike.
    MotionClip asked_root;
    asked_root.joint_count = 1;
    asked_root.fps = bent.clip.fps;
    for (const glm::dvec3& p : bent.travel.path) asked_root.positions.emplace_back(p);
    const std::vector<glm::vec3> way = floor_path(bent.clip), asked_way = floor_path(asked_root);
    for (std::size_t t = 0; t < way.size(); ++t) {
        if (glm::distance(way[t], asked_way[t]) > kPathError) return std::nullopt;
    }
    // The hips sway with each step: what the body turned is known to some degrees only.
    const std::vector<double> body = body_headings(bent.clip);
    const double turned = degrees(body.back() - body.front()), asked = degrees(bent.travel.turn());
    if (std::abs(turned - asked) > 2 * kTurnError) return std::nullopt;
    return fitted_radius(measure_travel(bent.clip).path);
}

std::string of_lemma(std::string way, const std::string& lemma) {
    const std::size_t at = way.find("walks back");
    if (at != std::string::npos) way.replace(at, 5, third_person({"", lemma, ""}));
    return way;
}

struct Told {
    const Gait& gait;
    Drawing drawing;
    double radius_m, turn_deg;
    bool tempo_changed;
};

void tell(SynthesisedClip& clip, const CaptionedMotion& source, const Told& told, SynthesisRandom& random) {
    const Drawing& drawing = told.drawing;
    const ShapeWays ways = shape_ways(drawing.shape, drawing.side, told.gait.backwards);
    std::vector<std::string> all = ways.plain;
    all.insert(all.end(), ways.sided.begin(), ways.sided.end());
    const GaitVerb& verb = drawn_of(random, told.gait.verbs);
    const auto own = [&](const std::vector<std::string>& among) {
        const GaitVerb& said = drawn_true(random, 0.5) ? verb : drawn_of(random, told.gait.verbs);
        return said_along(said, of_lemma(drawn_of(random, among), said.lemma));
    };
    std::vector<std::string> captions;
    for (const auto* among : {&ways.plain, &ways.sided}) {
        if (!among->empty()) captions.push_back(say(random, drawn_subject(random), own(*among)));
    }
    // The captured captions tell the style.
    std::vector<std::string> captured = source.captions;
    std::shuffle(captured.begin(), captured.end(), random);
    for (const std::string& caption : captured) {
        const auto phrase = going(caption, told.tempo_changed);
        if (!phrase || captions.size() >= 3) continue;
        const std::string way = of_lemma(drawn_of(random, all), phrase->lemma);
        if (told.gait.backwards != (phrase->rest.find("back") != std::string::npos)) continue;
        captions.push_back(say(random, phrase->subject, going_along(*phrase, way)));
    }
    const auto measured = told.gait.backwards
                              ? std::vector<std::string>()
                              : measured_ways(drawing.shape, drawing.side, told.radius_m, told.turn_deg);
    captions.push_back(say(random, drawn_subject(random), own(measured.empty() ? all : measured)));
    captions.push_back(say(random, drawn_subject(random), own(all)));
    captions.push_back(say_plainly(drawn_subject(random), own(all)));
    clip.captions = distinct(captions, 4);

    if (!ways.sided.empty()) {
        const ShapeWays other = shape_ways(drawing.shape, -drawing.side, told.gait.backwards);
        clip.near_misses.push_back({"side", say_plainly(drawn_subject(random), own(other.sided))});
    }
    for (int i = 0; i < 2; ++i) {
        const Shape other = drawn_of(random, other_shapes(drawing.shape));
        const ShapeWays wrong = shape_ways(other, drawn_true(random, 0.5) ? 1 : -1, told.gait.backwards);
        const auto& among = wrong.plain.empty() ? wrong.sided : wrong.plain;
        if (among.empty()) continue;
        const std::string caption = say_plainly(drawn_subject(random), own(among));
        clip.near_misses.push_back({"path", caption});
    }
}

std::optional<SynthesisedClip> make_straight(const ClipPool& pool, SynthesisRandom& random) {
    const auto sources = pool.of_any({"walk_turn_left", "walk_turn_right", "walk_circle_left",
                                      "walk_circle_right", "walk_s_curve", "uneven_walk"});
    if (sources.empty()) return std::nullopt;
    const CaptionedMotion& source = *drawn_of(random, sources);
    const auto straight = walk_straight(pool.motion(source));
    if (!straight) return std::nullopt;
    SynthesisedClip clip = made_of(source, straight->clip);
    const Gait& walk = gaits().front();
    clip.actions = {source.actions.front() == "uneven_walk" ? "uneven_walk" : "walk"};
    if (clip.actions.front() != "walk") return std::nullopt;
    // Captions of turns do not say the style in a way that can be kept.
    tell(clip, source, {walk, {Shape::Straight, 1}, 0, 0, true}, random);
    clip.facts = {{"turn_deg", straight->turn_deg}};
    return clip;
}

}  // namespace

std::optional<PathMotion> walk_along(const MotionClip& walk, const Route& route, double* tempo) {
    StraightGait gait = straighten(walk);
    const double speed = speed_of(gait);
    if (speed < kSpeedMin || speed > kSpeedMax) return std::nullopt;
    const Fit needed = fit(route, speed, walk.fps);
    if (needed.frames < kFramesMin) return std::nullopt;
    if (tempo) *tempo = needed.tempo;
    if (needed.tempo > 1) gait = at_tempo(gait, needed.tempo);
    // Speed varies along the clip: some frames more, which the route then cuts.
    const auto longer = gait_of_length(gait, std::min(kFramesMax, needed.frames + needed.frames / 10 + 4));
    if (!longer) return std::nullopt;
    const BentWalk bent = bend_walk(*longer, route);
    if (bent.travel.length() < 0.97 * route.length || bent.clip.frame_count() < kFramesMin)
        return std::nullopt;
    if (!is_sound(bent.clip, walk)) return std::nullopt;
    const auto radius = radius_as_asked(bent);
    if (!radius) return std::nullopt;
    return PathMotion{bent.clip, degrees(bent.travel.turn()), *radius};
}

std::optional<PathMotion> walk_straight(const MotionClip& walk) {
    const StraightGait gait = straighten(walk);
    if (speed_of(gait) < kSpeedMin || !is_sound(gait.clip, walk)) return std::nullopt;
    const Travel found = measure_travel(gait.clip);
    if (std::abs(degrees(found.turn())) > kTurnError) return std::nullopt;
    return PathMotion{gait.clip, degrees(found.turn()), fitted_radius(found.path)};
}

std::optional<SynthesisedClip> make_path(const ClipPool& pool, SynthesisRandom& random) {
    if (drawn_true(random, 0.05)) return make_straight(pool, random);
    const DrawnGait drawn = drawn_gait(pool, random);
    if (!drawn.clip) return std::nullopt;
    const MotionClip walk = pool.motion(*drawn.clip);
    const Travel travel = measure_travel(walk);
    if (std::abs(degrees(travel.turn())) > kStraightMax) return std::nullopt;
    const double speed = travel.length() / walk.seconds();
    if (speed < kSpeedMin) return std::nullopt;
    Drawing drawing = drawn_drawing(random, drawn_shape(random, drawn.gait->backwards), speed);
    // A slow gait goes a smaller way of the same shape.
    for (int i = 0; i < 4 && fit(drawing.route(), speed, walk.fps).frames == 0; ++i) drawing.shrink();
    double tempo = 1;
    const auto bent = walk_along(walk, drawing.route(), &tempo);
    if (!bent) return std::nullopt;
    if (drawing.round() && std::abs(bent->radius_m - drawing.radius) > kRadiusError * drawing.radius)
        return std::nullopt;
    SynthesisedClip clip = made_of(*drawn.clip, bent->clip);
    clip.actions = {drawn.gait->action + "_" + shape_tag(drawing.shape, drawing.side)};
    tell(clip, *drawn.clip, {*drawn.gait, drawing, bent->radius_m, bent->turn_deg, tempo > 1.15}, random);
    clip.facts = {{"turn_deg", bent->turn_deg}};
    if (drawing.round()) clip.facts["radius_m"] = bent->radius_m;
    return clip;
}

}  // namespace im

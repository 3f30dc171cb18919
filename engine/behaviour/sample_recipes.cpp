// What is made of which clips.

#include <algorithm>
#include <cmath>

#include "engine/behaviour/samples.h"
#include "engine/motion/clean_up/join.h"
#include "engine/motion/representation/mirror.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

/// The clips by action, a few of each, evenly spread over the set.
class Pool {
  public:
    explicit Pool(const std::vector<TaggedClip>& clips) : clips_(clips) {}

    std::vector<const MotionClip*> of(const std::string& action, std::size_t count, double seconds_min = 0,
                                      const std::string& word = {}) const {
        std::vector<const MotionClip*> all;
        for (const auto& clip : clips_) {
            const bool says =
                word.empty() || std::any_of(clip.captions.begin(), clip.captions.end(),
                                            [&](const auto& c) { return c.find(word) != std::string::npos; });
            if (clip.actions == std::vector<std::string>{action} && clip.motion.seconds() >= seconds_min &&
                says)
                all.push_back(&clip.motion);
        }
        std::vector<const MotionClip*> some;
        for (std::size_t i = 0; i < std::min(count, all.size()); ++i)
            some.push_back(all[i * all.size() / std::min(count, all.size())]);
        return some;
    }

  private:
    const std::vector<TaggedClip>& clips_;
};

class Samples {
  public:
    explicit Samples(std::vector<Sample>& all) : all_(all) {}
    void right(const char* behaviour, const char* made_of, MotionClip motion) {
        all_.push_back({behaviour, true, made_of, std::move(motion)});
    }
    void wrong(const char* behaviour, const char* made_of, MotionClip motion) {
        all_.push_back({behaviour, false, made_of, std::move(motion)});
    }

  private:
    std::vector<Sample>& all_;
};

/// 0 to 1 between two times, without corners.
double ramp(double t, double from, double to) {
    const double u = std::clamp((t - from) / (to - from), 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

void make_paths(const Pool& pool, Samples& add) {
    for (const MotionClip* walk : pool.of("walk", 24, 4.5)) {
        const double end = walk->seconds(), half = end / 2;
        add.right("there and back", "a walk, turned by 180 degrees half way",
                  steered(*walk, [=](double t) { return 180 * ramp(t, half - 0.5, half + 0.5); }));
        add.wrong("there and back", "a walk, turned by 90 degrees half way",
                  steered(*walk, [=](double t) { return 90 * ramp(t, half - 0.5, half + 0.5); }));
        add.wrong("there and back", "a walk", *walk);
        add.right("circle to the left", "a walk, turned by 350 degrees steadily",
                  steered(*walk, [=](double t) { return 350 * t / end; }));
        add.wrong("circle to the left", "a walk, turned to the right",
                  steered(*walk, [=](double t) { return -350 * t / end; }));
        add.right("circle to the right", "a walk, turned by 350 degrees steadily",
                  steered(*walk, [=](double t) { return -350 * t / end; }));
        add.wrong("circle to the right", "a walk, turned to the left",
                  steered(*walk, [=](double t) { return 350 * t / end; }));
        add.wrong("circle", "a walk with one corner",
                  steered(*walk, [=](double t) { return 90 * ramp(t, half - 0.4, half + 0.4); }));
        const auto zigzag = [=](double t) {
            double turn = 35;
            for (int corner = 1; corner < 4; ++corner)
                turn += (corner % 2 ? -70 : 70) * ramp(t, corner * end / 4 - 0.25, corner * end / 4 + 0.25);
            return turn;
        };
        add.right("zigzag", "a walk with corners to both sides", steered(*walk, zigzag));
        add.wrong("zigzag", "a walk in a circle", steered(*walk, [=](double t) { return 350 * t / end; }));
        add.wrong("zigzag", "a walk", *walk);
        add.right("S curve", "a walk, turned to and fro",
                  steered(*walk, [=](double t) { return 60 * std::cos(2 * 3.14159265 * t / end); }));
        add.wrong("S curve", "a walk in an arc", steered(*walk, [=](double t) { return 90 * t / end; }));
    }
}

void make_turns(const Pool& pool, Samples& add) {
    for (const MotionClip* march : pool.of("march_in_place", 16, 3)) {
        const double end = march->seconds();
        const auto turned = [&](double degrees) {
            return steered(*march, [=](double t) { return degrees * ramp(t, 0.3, end - 0.3); });
        };
        add.right("turn left on the spot", "steps on the spot, turned", turned(90));
        add.wrong("turn left on the spot", "turned to the right", turned(-90));
        add.wrong("turn left on the spot", "turned by 180", turned(180));
        add.right("turn right on the spot", "steps on the spot, turned", turned(-90));
        add.wrong("turn right on the spot", "turned to the left", turned(90));
        add.right("turn around", "steps on the spot, turned", turned(-180));
        add.wrong("turn around", "turned by 360", turned(360));
        add.wrong("turn around", "turned by 90", turned(90));
        add.right("spin once", "steps on the spot, turned", turned(360));
        add.wrong("spin once", "turned by 180", turned(180));
        add.wrong("spin once", "turned by 720", turned(720));
        add.right("spin twice", "steps on the spot, turned", turned(-720));
        add.wrong("spin twice", "turned by 360", turned(360));
        add.wrong("spin twice", "turned by 1080", turned(1080));
    }
}

void make_stops(const Pool& pool, Samples& add) {
    for (const MotionClip* walk : pool.of("walk", 24, 2)) {
        add.right("stand then walk", "a walk after a rest", held(*walk, 1.5, 0));
        add.wrong("stand then walk", "a walk before a rest", held(*walk, 0, 1.5));
        add.wrong("stand then walk", "a walk", *walk);
        add.right("walk then stop", "a walk before a rest", held(*walk, 0, 1.5));
        add.wrong("walk then stop", "a walk after a rest", held(*walk, 1.5, 0));
        add.wrong("walk then stop", "a walk", *walk);
    }
}

void make_counts(const Pool& pool, Samples& add) {
    const auto count = [&](const char* behaviour, const std::vector<const MotionClip*>& single, int wanted) {
        for (const MotionClip* clip : single) {
            for (int times = 1; times <= 4; ++times) {
                if (times == wanted) {
                    add.right(behaviour, "one, repeated", repeated(*clip, times));
                } else {
                    add.wrong(behaviour, "one, repeated another number of times", repeated(*clip, times));
                }
            }
        }
    };
    const auto jumps = pool.of("jump", 12, 0, "once");
    count("jump twice", jumps, 2);
    count("jump three times", jumps, 3);
    count("bow twice", pool.of("bow", 16), 2);
    count("squat twice", pool.of("squat", 10, 0, "once"), 2);
    count("squat three times", pool.of("squat", 10, 0, "once"), 3);
}

void make_layers(const Pool& pool, Samples& add) {
    const auto raised = pool.of("raise_both_hands", 20, 2), waves = pool.of("wave_right_hand", 16, 3);
    const auto runs = pool.of("run", 20, 1.5), seats = pool.of("sit_idle", 16, 3);
    for (std::size_t i = 0; i < std::min(raised.size(), runs.size()); ++i) {
        // Held up through the run: from the frame where both hands are highest.
        int top = 0;
        const auto height = [&](int t) {
            return std::min(raised[i]->frame(t)[kLeftWrist].y, raised[i]->frame(t)[kRightWrist].y);
        };
        for (int t = 0; t < raised[i]->frame_count(); ++t)
            if (height(t) > height(top)) top = t;
        MotionClip up{22, raised[i]->fps, {raised[i]->frame(top).begin(), raised[i]->frame(top).end()}};
        add.right("run with raised hands", "a run with raised arms", with_upper_body(*runs[i], up));
        add.wrong("run with raised hands", "a run", *runs[i]);
        add.wrong("run with raised hands", "raised hands", *raised[i]);
    }
    for (std::size_t i = 0; i < std::min(seats.size(), waves.size()); ++i) {
        add.right("sit and wave", "sitting legs, waving arms", with_upper_body(*seats[i], *waves[i]));
        add.wrong("sit and wave", "sitting", *seats[i]);
        add.wrong("sit and wave", "standing and waving", *waves[i]);
    }
}

void make_sequences(const Pool& pool, Samples& add) {
    const auto both_orders = [&](const char* behaviour, const std::vector<const MotionClip*>& first,
                                 const std::vector<const MotionClip*>& second) {
        for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
            add.right(behaviour, "one after the other",
                      join_clips(*first[i], *second[i], humanml3d_skeleton()));
            add.wrong(behaviour, "in the other order",
                      join_clips(*second[i], *first[i], humanml3d_skeleton()));
            add.wrong(behaviour, "the first alone", *first[i]);
            add.wrong(behaviour, "the second alone", *second[i]);
        }
    };
    const auto walks = pool.of("walk", 20, 2), waves = pool.of("wave_left_hand", 20, 2);
    both_orders("walk, then wave", walks, waves);
    both_orders("wave, then walk", waves, walks);
    both_orders("walk, then jump", walks, pool.of("jump_repeat", 20));
    both_orders("jump, then kick", pool.of("jump_repeat", 20), pool.of("side_kick", 20));
    both_orders("bow, then walk", pool.of("bow", 20), walks);
}

/// What is said of one side is wrong for the mirrored motion.
void make_mirrors(const Pool& pool, Samples& add) {
    const std::pair<const char*, const char*> sided[] = {
        {"side steps left", "side_step_left"},
        {"walk and turn left", "walk_turn_left"},
        {"walk while waving the right hand", "walk_wave_right"},
        {"walk while raising the left hand", "walk_raise_left_hand"},
        {"wave the right hand", "wave_right_hand"},
        {"raise the left hand", "raise_left_hand"},
        {"point to the left", "point_left"},
        {"point to the right", "point_right"}};
    for (const auto& [behaviour, action] : sided)
        for (const MotionClip* clip : pool.of(action, 20))
            add.wrong(behaviour, "in a mirror", mirror(*clip, humanml3d_skeleton()));
}

}  // namespace

std::vector<Sample> behaviour_samples(const std::vector<TaggedClip>& clips) {
    std::vector<Sample> samples;
    const Pool pool(clips);
    Samples add(samples);
    make_paths(pool, add);
    make_turns(pool, add);
    make_stops(pool, add);
    make_counts(pool, add);
    make_layers(pool, add);
    make_sequences(pool, add);
    make_mirrors(pool, add);
    return samples;
}

}  // namespace im

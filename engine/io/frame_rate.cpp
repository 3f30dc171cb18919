#include "engine/io/frame_rate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace im {
namespace {

constexpr double kSecondsMin = 1e-4, kSecondsMax = 0.2;
// 10 and less are times in milliseconds rather than rates.
constexpr double kUsualRates[] = {12,    12.5, 15,  16,  18,  20,  23.976, 24,  25,     29.97, 30,
                                  48,    50,   60,  72,  75,  80,  90,     100, 119.88, 120,   125,
                                  59.94, 144,  150, 180, 200, 240, 250,    300, 360,    480};

bool is_usual(double rate) {
    return std::any_of(std::begin(kUsualRates), std::end(kUsualRates),
                       [rate](double usual) { return std::abs(rate - usual) < 0.002 * usual; });
}

}  // namespace

FrameRate frame_rate_of_time(double frame_time, int frames) {
    if (frame_time >= kSecondsMin && frame_time <= kSecondsMax) return {1 / frame_time};
    if (frames <= 1) return {};
    const auto guess = [frame_time](double fps, const char* meaning) {
        return FrameRate{fps, fmt::format("a frame time of {:g} s makes no sense: it is taken for {}, {:.5g} "
                                          "frames a second; --file-fps N says another rate",
                                          frame_time, meaning, fps)};
    };
    if (is_usual(frame_time)) return guess(frame_time, "a rate");
    if (frame_time >= 2 && frame_time < 1000) return guess(1000 / frame_time, "milliseconds");
    if (frame_time >= 2000 && frame_time < 1e6) return guess(1e6 / frame_time, "microseconds");
    return guess(30, "no statement at all");
}

}  // namespace im

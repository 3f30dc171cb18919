#include "app/studio/state/takes.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>

namespace im::studio {

std::string Take::title() const {
    return opened && request.prompt.empty() ? opened->file.filename().string() : request.prompt;
}

double Take::fps() const {
    return figures.empty() ? 20.0 : figures.front().clip.fps;
}

double Take::ready_seconds() const {
    if (figures.empty()) {
        return 0;
    }
    // The last frame is a point in time, not an interval: T frames span (T - 1) / fps seconds.
    const auto span = [](const Figure& figure) {
        return std::max(figure.clip.frame_count() - 1, 0) / figure.clip.fps;
    };
    double shortest = span(figures.front());
    double longest = 0;
    for (const Figure& figure : figures) {
        shortest = std::min(shortest, span(figure));
        longest = std::max(longest, span(figure));
    }
    return growing() ? shortest : longest;
}

std::vector<int> ranked_figures(const Take& take) {
    std::vector<int> order(take.figures.size());
    std::iota(order.begin(), order.end(), 0);
    const auto score = [&](int i) {
        const auto& reward = take.figures[static_cast<std::size_t>(i)].reward;
        return reward ? reward->total : -1e300;
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return score(a) > score(b); });
    return order;
}

double travel_distance(const MotionClip& clip) {
    double distance = 0;
    for (int t = 1; t < clip.frame_count(); ++t) {
        const glm::vec3 step = clip.frame(t)[0] - clip.frame(t - 1)[0];
        distance += std::hypot(step.x, step.z);
    }
    return distance;
}

std::string file_name_of(const std::string& prompt) {
    std::string name;
    for (const unsigned char c : prompt) {
        if (std::isalnum(c) || c >= 0x80) {
            name += static_cast<char>(c < 0x80 ? std::tolower(c) : c);
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
        if (name.size() >= 40 && name.back() == '-') {
            break;
        }
    }
    // Never cut inside a UTF-8 character: file names are limited to 255 bytes.
    if (name.size() > 80) {
        std::size_t end = 80;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
            --end;
        }
        name.resize(end);
    }
    while (!name.empty() && name.back() == '-') {
        name.pop_back();
    }
    return name.empty() ? "clip" : name;
}

}  // namespace im::studio

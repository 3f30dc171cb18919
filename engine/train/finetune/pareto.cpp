#include "engine/train/finetune/pareto.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace im {

std::vector<std::size_t> pareto_front(std::span<const TradeOff> looks) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < looks.size(); ++i) {
        if (std::isfinite(looks[i].judge) && std::isfinite(looks[i].skating_cmps)) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return looks[a].skating_cmps != looks[b].skating_cmps ? looks[a].skating_cmps < looks[b].skating_cmps
                                                              : looks[a].judge > looks[b].judge;
    });
    std::vector<std::size_t> front;
    double best = -std::numeric_limits<double>::infinity();
    for (const std::size_t i : order) {  // who slides more has to please the judge more
        if (looks[i].judge <= best) continue;
        best = looks[i].judge;
        front.push_back(i);
    }
    return front;
}

}  // namespace im

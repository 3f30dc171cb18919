#include "engine/train/finetune/preference.h"

#include <algorithm>
#include <map>
#include <random>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/shape_guard.h"

namespace im {
namespace {

PreferencePairs select(const PreferencePairs& pairs, const std::vector<std::int64_t>& rows) {
    const auto index = torch::tensor(rows, torch::kLong);
    PreferencePairs chosen{pairs.better_text.index_select(0, index), pairs.better.index_select(0, index),
                           pairs.worse_text.index_select(0, index),  pairs.worse.index_select(0, index),
                           pairs.weight.index_select(0, index),      {}};
    for (const auto row : rows) chosen.group.push_back(pairs.group[static_cast<std::size_t>(row)]);
    return chosen;
}

torch::Tensor margin(const PreferenceHead& head, const PreferencePairs& pairs) {
    return head.score(pairs.better_text, pairs.better) - head.score(pairs.worse_text, pairs.worse);
}

/// Weighted share of pairs in the right order; a tie is half right.
double accuracy(const PreferenceHead& head, const PreferencePairs& pairs) {
    const auto m = margin(head, pairs);
    const auto right = m.gt(0).to(torch::kFloat32) + 0.5 * m.eq(0).to(torch::kFloat32);
    return ((right * pairs.weight).sum() / pairs.weight.sum()).item<double>();
}

PreferenceHead fit(const PreferencePairs& pairs, int width, const PreferenceOptions& options) {
    PreferenceHead head = PreferenceHead::of_width(width);
    head.prior.requires_grad_(true);
    head.weight.requires_grad_(true);
    // The negative log posterior over the number of pairs.
    const double ridge = 1 / (2 * options.spread * options.spread * static_cast<double>(pairs.size()));
    torch::optim::Adam adam({head.prior, head.weight}, torch::optim::AdamOptions(0.05));
    for (int step = 0; step < options.steps; ++step) {
        adam.zero_grad();
        const auto loss =
            bradley_terry_loss(head, pairs) + ridge * (head.weight.pow(2).sum() + (head.prior - 1).pow(2));
        loss.backward();
        adam.step();
    }
    return {head.prior.detach(), head.weight.detach()};
}

/// Fold of each pair: groups are dealt out whole, or single pairs where there are too few groups.
std::vector<int> deal(const PreferencePairs& pairs, const PreferenceOptions& options) {
    std::map<int, int> fold_of_group;
    for (const int group : pairs.group) fold_of_group[group] = 0;
    const bool by_group = static_cast<int>(fold_of_group.size()) >= options.folds;
    std::vector<int> order(by_group ? fold_of_group.size() : pairs.group.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i) % options.folds;
    std::mt19937_64 random(options.seed);
    std::shuffle(order.begin(), order.end(), random);
    if (!by_group) return order;
    std::size_t next = 0;
    for (auto& [group, fold] : fold_of_group) fold = order[next++];
    std::vector<int> folds;
    for (const int group : pairs.group) folds.push_back(fold_of_group[group]);
    return folds;
}

}  // namespace

torch::Tensor bradley_terry_loss(const PreferenceHead& head, const PreferencePairs& pairs) {
    return -(torch::log_sigmoid(margin(head, pairs)) * pairs.weight).mean();
}

PreferenceFit fit_preferences(const PreferencePairs& pairs, int width, const PreferenceOptions& options) {
    PreferenceFit result{PreferenceHead::of_width(width), pairs.size(), 0, 0, 0};
    if (pairs.size() == 0) return result;
    for (const auto* side : {&pairs.better_text, &pairs.better, &pairs.worse_text, &pairs.worse}) {
        expect_shape(*side, {pairs.size(), width}, "preference embeddings");
    }
    if (static_cast<std::int64_t>(pairs.group.size()) != pairs.size()) {
        throw usage_error("preferences: expected {} groups, found {}", pairs.size(), pairs.group.size());
    }
    if (pairs.size() >= kPreferencePairsMin) {
        result.prior_accuracy = accuracy(result.head, pairs);
        const std::vector<int> fold = deal(pairs, options);
        double right = 0, total = 0;
        for (int held_out = 0; held_out < options.folds; ++held_out) {
            std::vector<std::int64_t> train, test;
            for (std::size_t i = 0; i < fold.size(); ++i)
                (fold[i] == held_out ? test : train).push_back(static_cast<std::int64_t>(i));
            if (train.empty() || test.empty()) continue;
            const PreferencePairs unseen = select(pairs, test);
            const double weight = unseen.weight.sum().item<double>();
            right += weight * accuracy(fit(select(pairs, train), width, options), unseen);
            total += weight;
        }
        if (total > 0) result.accuracy = right / total;
    }
    result.head = fit(pairs, width, options);
    if (result.accuracy > 0.5) {
        // Pairs grow with the square of the ratings, and those of different prompts say little: neither may
        // count for more than it is.
        const double judged = pairs.judgements > 0 ? pairs.judgements : static_cast<double>(pairs.size());
        result.ramp =
            std::min(1.0, std::min(judged, pairs.weight.sum().item<double>()) / options.judgements_for_full);
    }
    return result;
}

}  // namespace im

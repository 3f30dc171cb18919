// The metrics of papers against the official code's numbers.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/evaluate/metrics.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

class Metrics : public testing::Test {
  protected:
    void SetUp() override {
        IM_REQUIRE_PARITY();
        fixture = std::make_unique<ParityFixture>("metrics");
    }
    torch::Tensor get(const std::string& name) const { return tensor(*fixture, name); }
    void expect_value(const std::string& name, double got) const {
        const float value = static_cast<float>(got);
        fixture->expect(name, {&value, 1});
    }

    std::unique_ptr<ParityFixture> fixture;
};

TEST_F(Metrics, RPrecisionAndMatchingScoreAreTheOfficialOnes) {
    const auto text = get("text");
    for (const std::string kind : {"real", "pred"}) {
        const auto motion = get("motion_" + kind);
        const auto hits = retrieval_hits(text, motion);
        EXPECT_TRUE(hits.equal(get("topk_hits_per_batch_" + kind))) << kind << ":\n" << hits;
        const auto shares = r_precision(hits);
        fixture->expect("r_precision_" + kind, std::vector<float>(shares.begin(), shares.end()));
        expect_value("matching_score_" + kind, matching_score(text, motion));
        expect(*fixture, "distance_first_batch_" + kind,
               distance_matrix(text.slice(0, 0, kPoolSize), motion.slice(0, 0, kPoolSize)));
    }
}

TEST_F(Metrics, FidAndItsGaussiansAreTheOfficialOnes) {
    const auto real = fit_gaussian(get("motion_real")), pred = fit_gaussian(get("motion_pred"));
    expect(*fixture, "mu_real", real.mean);
    expect(*fixture, "cov_real", real.covariance);
    expect(*fixture, "mu_pred", pred.mean);
    expect(*fixture, "cov_pred", pred.covariance);
    EXPECT_EQ(frechet_ridge(real, pred), 0);
    expect_value("fid_pred_vs_real", frechet_distance(pred, real));
    expect_value("fid_same", frechet_distance(real, real));
}

TEST_F(Metrics, FidOfFewerSamplesThanDimensionsStaysNearTheOfficialOneWithItsRidge) {
    const auto rows = get("fid_singular_rows").item<std::int64_t>();
    const auto real = fit_gaussian(get("motion_real").slice(0, 0, rows));
    const auto pred = fit_gaussian(get("motion_pred").slice(0, 0, rows));
    expect_value("fid_singular", frechet_distance(pred, real));
    EXPECT_NEAR(frechet_distance(pred, real),
                fixture->entry().at("fid_singular_by_eigenvalues").get<double>(), 1e-5);
    EXPECT_GT(frechet_ridge(real, pred), 0);
    expect_value("fid_singular", frechet_distance(pred, real, frechet_ridge(real, pred)));
}

TEST_F(Metrics, DiversityAndMultiModalityAreTheOfficialOnes) {
    for (const std::string kind : {"real", "pred"}) {
        expect_value("diversity_" + kind, diversity(get("motion_" + kind), get("diversity_first_" + kind),
                                                    get("diversity_second_" + kind)));
    }
    EXPECT_EQ(diversity_pairs(get("motion_real").size(0)), get("diversity_first_real").size(0));
    expect_value("multimodality",
                 multimodality(get("multi_activation"), get("multi_first"), get("multi_second")));
}

TEST_F(Metrics, IntervalsOverRepeatsAreTheOfficialOnes) {
    const auto values = fixture->floats("repeat_values");
    const auto got = estimate(std::vector<double>(values.begin(), values.end()));
    expect_value("repeat_mean", got.mean);
    expect_value("repeat_conf95", got.interval);
}

}  // namespace
}  // namespace im::test

#pragma once
// Fixtures computed by the official Python code, read from IM_PARITY_DIR (default: ../shared/parity beside
// the sources).
//
//   TEST(Metrics, FollowTheOfficialCode) {
//       IM_REQUIRE_PARITY();                          // skips the test where the folder is absent
//       const ParityFixture fixture("metrics");
//       const int k = fixture.config().at("k");
//       fixture.expect("fid", my_fid(fixture.floats("x")));   // compares under the manifest's tolerance
//   }

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/io/safetensors.h"

namespace im::test {

/// The fixtures' folder; empty when there is none.
std::filesystem::path parity_folder();

struct Tolerance {
    double absolute = 0, relative = 0;
};

/// Fails (without stopping the test) unless sizes agree and |got - want| <= absolute + relative |want|
/// everywhere. NaN fails. The message counts the misses and shows the worst place. Returns the largest
/// difference.
double expect_close(std::span<const float> got, std::span<const float> want, double absolute,
                    double relative = 0, const std::string& label = "");

/// One entry of manifest.json with its tensor file.
class ParityFixture {
  public:
    explicit ParityFixture(const std::string& name);

    /// The manifest's entry, and its "config".
    const nlohmann::json& entry() const { return entry_; }
    const nlohmann::json& config() const { return entry_.at("config"); }
    const SafetensorsFile& file() const { return file_; }

    std::vector<float> floats(const std::string& tensor) const { return file_.as_float(tensor); }
    std::vector<std::int64_t> ints(const std::string& tensor) const { return file_.as_int64(tensor); }
    const std::vector<std::int64_t>& shape(const std::string& tensor) const { return file_.at(tensor).shape; }

    /// The manifest's tolerance for a tensor: the most specific matching glob counts, "exact" is zero.
    Tolerance tolerance(const std::string& tensor) const;
    /// expect_close against the stored tensor under that tolerance.
    double expect(const std::string& tensor, std::span<const float> got) const;

  private:
    std::string name_;
    nlohmann::json entry_;
    SafetensorsFile file_;
};

}  // namespace im::test

#define IM_REQUIRE_PARITY()                                                      \
    if (im::test::parity_folder().empty()) {                                     \
        GTEST_SKIP() << "no parity fixtures: set IM_PARITY_DIR to their folder"; \
    }                                                                            \
    static_assert(true)

#include "tests/support/parity.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fnmatch.h>

#include "engine/core/json_reader.h"
#include "im_config.h"

namespace im::test {
namespace fs = std::filesystem;

fs::path parity_folder() {
    const char* named = std::getenv("IM_PARITY_DIR");
    const fs::path folder =
        named && *named ? fs::path(named) : fs::path(IM_SOURCE_DIR) / ".." / "shared" / "parity";
    std::error_code code;
    return fs::is_regular_file(folder / "manifest.json", code) ? folder : fs::path();
}

double expect_close(std::span<const float> got, std::span<const float> want, double absolute, double relative,
                    const std::string& label) {
    EXPECT_EQ(got.size(), want.size()) << label << ": number of values";
    const std::size_t count = std::min(got.size(), want.size());
    std::size_t misses = 0, worst = 0;
    double worst_excess = 0, largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - want[i]);
        const double excess = difference - (absolute + relative * std::abs(static_cast<double>(want[i])));
        largest = std::max(largest, difference);
        if (excess <= 0) continue;  // false for NaN
        ++misses;
        if (misses == 1 || !(excess <= worst_excess)) {
            worst = i;
            worst_excess = excess;
        }
    }
    if (misses > 0) {
        ADD_FAILURE() << label << ": " << misses << " of " << count << " values differ by more than "
                      << absolute << " + " << relative << " |want|; worst at " << worst << ": got "
                      << got[worst] << ", want " << want[worst];
    }
    return largest;
}

ParityFixture::ParityFixture(const std::string& name)
    : name_(name),
      entry_(read_json_file(parity_folder() / "manifest.json").at("fixtures").at(name)),
      file_(SafetensorsFile::read(parity_folder() / entry_.value("io", name + ".safetensors"))) {}

Tolerance ParityFixture::tolerance(const std::string& tensor) const {
    const nlohmann::json* best = nullptr;
    std::ptrdiff_t best_letters = -1;
    for (const auto& [pattern, value] : entry_.at("tolerance").items()) {
        if (fnmatch(pattern.c_str(), tensor.c_str(), 0) != 0) continue;
        const auto wild =
            std::count_if(pattern.begin(), pattern.end(), [](char c) { return c == '*' || c == '?'; });
        const auto letters = static_cast<std::ptrdiff_t>(pattern.size()) - wild;
        if (letters > best_letters) {
            best = &value;
            best_letters = letters;
        }
    }
    if (best == nullptr || best->is_string()) return {};
    return {best->at(0), best->at(1)};
}

double ParityFixture::expect(const std::string& tensor, std::span<const float> got) const {
    const Tolerance allowed = tolerance(tensor);
    return expect_close(got, floats(tensor), allowed.absolute, allowed.relative, name_ + ": " + tensor);
}

}  // namespace im::test

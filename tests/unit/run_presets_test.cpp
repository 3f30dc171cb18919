#include "engine/train/finetune/run_presets.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace im::test {
namespace {

TEST(RunPresets, SetWhatTheStudioOffersWithinItsRange) {
    for (const RunPreset& preset : run_presets()) {
        for (const auto& [key, value] : preset.values) {
            const FinetuneField& field = finetune_field(key);
            EXPECT_TRUE(field.group) << preset.name << ": " << key << " is not offered";
            ASSERT_EQ(value.index(), field.standard.index()) << preset.name << ": " << key;
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                EXPECT_GE(static_cast<double>(*number), field.low) << key;
                EXPECT_LE(static_cast<double>(*number), field.high) << key;
            }
            if (const auto* text = std::get_if<std::string>(&value)) {
                bool known = false;
                for (const auto& [choice, words] : field.choices) known = known || *text == choice;
                EXPECT_TRUE(known) << key << ": " << *text;
            }
        }
    }
}

TEST(RunPresets, SetTheSameKeysSoThatOneReplacesAnother) {
    std::set<std::string> first;
    for (const RunPreset& preset : run_presets()) {
        std::set<std::string> keys;
        for (const auto& [key, value] : preset.values) keys.insert(key);
        if (first.empty()) first = keys;
        EXPECT_EQ(keys, first) << preset.name;
    }
}

TEST(RunPresets, SequencesAreWholePromptsAndWholeSteps) {
    for (const RunPreset& preset : run_presets()) {
        const auto at = [&](const std::string& wanted) {
            for (const auto& [key, value] : preset.values) {
                if (key == wanted) return std::get<std::int64_t>(value);
            }
            return std::int64_t{0};
        };
        EXPECT_EQ(at("rollout.sequences") % at("rollout.samples_per_prompt"), 0) << preset.name;
        EXPECT_EQ(at("rollout.sequences") % at("update.mini_batch"), 0) << preset.name;
    }
}

}  // namespace
}  // namespace im::test

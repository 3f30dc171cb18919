// The one table of fine-tuning's settings: what it says is what the config's reader does.
#include "engine/train/finetune/finetune_fields.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/train/finetune/finetune_config.h"
#include "im_config.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

nlohmann::json::json_pointer place_of(const FinetuneField& field) {
    std::string place = "/" + field.key();
    std::replace(place.begin(), place.end(), '.', '/');
    return nlohmann::json::json_pointer(place);
}

class FinetuneFieldsTest : public ::testing::Test {
  protected:
    /// What load_finetune_config says of a config with this alone; empty: nothing.
    std::string complaint(const FinetuneField& field, const nlohmann::json& value) {
        nlohmann::json config = nlohmann::json::object();
        config[place_of(field)] = value;
        const auto file = folder_.path() / "config.json";
        write_file_atomically(file, config.dump());
        try {
            load_finetune_config(file);
            return "";
        } catch (const Error& error) {
            return error.what();
        }
    }
    TemporaryFolder folder_;
};

TEST_F(FinetuneFieldsTest, TheStandardsAreThoseOfTheShippedConfig) {
    const auto shipped = read_json_file(std::filesystem::path(IM_CONFIGS_DIR) / "finetune.json");
    for (const FinetuneField& field : finetune_fields()) {
        ASSERT_TRUE(shipped.contains(place_of(field))) << field.key();
        const nlohmann::json& value = shipped.at(place_of(field));
        std::visit(
            [&](const auto& standard) {
                EXPECT_EQ(value.get<std::decay_t<decltype(standard)>>(), standard) << field.key();
            },
            field.standard);
    }
}

TEST_F(FinetuneFieldsTest, NumbersOutOfTheirRangeAndOtherTypesAreRefusedByName) {
    int numbers = 0;
    for (const FinetuneField& field : finetune_fields()) {
        const bool whole = std::holds_alternative<std::int64_t>(field.standard);
        if (whole || std::holds_alternative<double>(field.standard)) {
            ++numbers;
            const double above = field.high * 2 + 1;
            const nlohmann::json value =
                whole ? nlohmann::json(static_cast<std::int64_t>(above)) : nlohmann::json(above);
            EXPECT_THAT(complaint(field, value), ::testing::HasSubstr(field.name)) << field.key();
            EXPECT_THAT(complaint(field, field.low - 1), ::testing::HasSubstr(field.name)) << field.key();
        }
        EXPECT_THAT(complaint(field, nlohmann::json::array()), ::testing::HasSubstr(field.name))
            << field.key();
    }
    EXPECT_GT(numbers, 30);
}

TEST_F(FinetuneFieldsTest, EveryChoiceOfATextIsTakenAndNothingElse) {
    for (const FinetuneField& field : finetune_fields()) {
        for (const auto& [value, words] : field.choices) {
            const std::string said = complaint(field, value);
            EXPECT_TRUE(said.empty() || said.find("samples_per_prompt") != said.npos) << said;
        }
        if (!field.choices.empty()) {
            EXPECT_THAT(complaint(field, "anything"), ::testing::HasSubstr(field.name));
        }
    }
}

/// What set_field says; empty: nothing.
std::string refusal(FinetuneConfig& config, const std::string& setting) {
    try {
        set_field(config, setting);
        return "";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        return error.what();
    }
}

TEST_F(FinetuneFieldsTest, TheCommandLineSetsWhatTheFileCanSay) {
    FinetuneConfig config = finetune_defaults();
    for (const char* setting :
         {"kl.beta=0.05", "rollout.sequences=8", "guard.stop=false", "learn=lora",
          "update.optimiser.learning_rate=1e-6", "reward.skating=0.5", "iterations=7"}) {
        EXPECT_EQ(refusal(config, setting), "") << setting;
    }
    EXPECT_EQ(config.ppo.beta, 0.05);
    EXPECT_EQ(config.ppo.rollouts, 8);
    EXPECT_FALSE(config.guard.stop);
    EXPECT_TRUE(config.lora);
    EXPECT_EQ(config.ppo.optimiser.learning_rate, 1e-6);
    EXPECT_EQ(config.checked.skating, 0.5);
    EXPECT_EQ(config.iterations, 7);
}

TEST_F(FinetuneFieldsTest, TheCommandLineTakesEveryStandardBack) {
    for (const FinetuneField& field : finetune_fields()) {
        FinetuneConfig config = finetune_defaults();
        EXPECT_EQ(refusal(config, field.key() + "=" + standard_text(field)), "");
        EXPECT_FALSE(allowed_text(field).empty()) << field.key();
    }
}

TEST_F(FinetuneFieldsTest, TheCommandLineNamesTheSettingThatItRefuses) {
    using ::testing::AllOf;
    using ::testing::HasSubstr;
    FinetuneConfig config = finetune_defaults();
    EXPECT_THAT(refusal(config, "kl.betta=1"), AllOf(HasSubstr("kl.betta"), HasSubstr("kl.beta,")));
    EXPECT_THAT(refusal(config, "kl.beta=-1"),
                AllOf(HasSubstr("--set kl.beta"), HasSubstr("0..1000"), HasSubstr("-1")));
    EXPECT_THAT(refusal(config, "kl.beta=much"), AllOf(HasSubstr("--set kl.beta"), HasSubstr("much")));
    EXPECT_THAT(refusal(config, "rollout.sequences=2.5"), AllOf(HasSubstr("whole number"), HasSubstr("2.5")));
    EXPECT_THAT(refusal(config, "learn=some"),
                AllOf(HasSubstr("--set learn"), HasSubstr("full, lora"), HasSubstr("some")));
    EXPECT_THAT(refusal(config, "guard.stop=maybe"), HasSubstr("true or false"));
    EXPECT_THAT(refusal(config, "kl.beta"), HasSubstr("KEY=VALUE"));
    EXPECT_EQ(config.ppo.beta, finetune_defaults().ppo.beta);
}

TEST_F(FinetuneFieldsTest, SettingsThatContradictEachOtherAreRefusedTogether) {
    FinetuneConfig config = finetune_defaults();
    set_field(config, "rollout.sequences=9");
    set_field(config, "rollout.samples_per_prompt=2");
    EXPECT_THROW(check_settings(config, "mine.json"), Error);
    set_field(config, "rollout.sequences=32");
    EXPECT_NO_THROW(check_settings(config, "mine.json"));
}

TEST_F(FinetuneFieldsTest, KeysAreThereOnceAndWhatIsOfferedIsExplained) {
    std::set<std::string> keys;
    for (const FinetuneField& field : finetune_fields()) {
        EXPECT_TRUE(keys.insert(field.key()).second) << field.key();
        if (!field.group) continue;
        EXPECT_TRUE(field.label && field.help) << field.key();
        EXPECT_EQ(field.format != nullptr, std::holds_alternative<double>(field.standard)) << field.key();
        if (!field.when_key.empty()) {
            EXPECT_NO_THROW(finetune_field(field.when_key)) << field.key();
        }
    }
    EXPECT_THROW(finetune_field("rollout.nothing"), Error);
}

}  // namespace
}  // namespace im::test

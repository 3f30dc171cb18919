// Every file in configs/ is one that the program reads.

#include <gtest/gtest.h>

#include "engine/core/json_reader.h"
#include "engine/model/model_folder.h"
#include "engine/train/finetune/finetune_config.h"
#include "engine/train/run/train_config.h"
#include "im_config.h"

namespace im {
namespace {

TEST(ConfigFiles, OfModelsAllLoad) {
    int models = 0;
    for (const auto& entry : std::filesystem::directory_iterator(IM_CONFIGS_DIR)) {
        if (entry.is_directory()) continue;
        ASSERT_EQ(entry.path().extension(), ".json") << entry.path();
        const auto root = read_json_file(entry.path());
        if (!root.contains("tokenizer")) continue;  // of fine-tuning, which has tests of its own
        EXPECT_NO_THROW(load_train_config(entry.path())) << entry.path();
        ++models;
    }
    EXPECT_GE(models, 3);
}

TEST(ConfigFiles, OfExperimentsAllLoad) {
    int configs = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(IM_CONFIGS_DIR) / "experiments")) {
        if (entry.path().extension() != ".json") continue;
        EXPECT_NO_THROW(load_finetune_config(entry.path())) << entry.path();
        ++configs;
    }
    EXPECT_GE(configs, 5);
}

TEST(ConfigFiles, OfThePublishedModelsHaveTheirSizes) {
    const std::filesystem::path folder = IM_CONFIGS_DIR;
    const auto humanml3d = load_train_config(folder / "humanml3d.json"),
               kit = load_train_config(folder / "kit.json");
    EXPECT_EQ(humanml3d.model.tokenizer.feature_width, 263);
    EXPECT_EQ(kit.model.tokenizer.feature_width, 251);
    EXPECT_EQ(kit.model.skeleton, "kit");
    for (const auto* config : {&humanml3d, &kit}) {
        EXPECT_EQ(config->model.codec, FeatureCodec::Official);
        EXPECT_EQ(config->model.text_encoder, TextEncoderKind::Clip);
        EXPECT_EQ(config->model.generator.base_layers + config->model.generator.head_layers, 18);
        EXPECT_EQ(config->model.generator.width, 1024);
        EXPECT_EQ(config->model.generator.tokens_max(), 50);
        EXPECT_EQ(config->generator.optimiser.beta2, 0.9);
    }
}

}  // namespace
}  // namespace im

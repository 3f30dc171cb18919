#include "engine/model/model_config.h"

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/language/prompt_form.h"

namespace im {
using nlohmann::json;
namespace {

constexpr int kFormat = 1;

const char* codec_name(FeatureCodec codec) {
    return codec == FeatureCodec::Official ? "official" : "corrected";
}
const char* text_encoder_name(TextEncoderKind kind) {
    return kind == TextEncoderKind::Clip ? "clip" : "minilm";
}

VqVaeConfig parse_tokenizer(JsonReader reader) {
    VqVaeConfig c;
    reader.read("feature_width", c.feature_width, 1, 4096);
    reader.read("width", c.width, 1, 8192);
    reader.read("code_dim", c.code_dim, 1, 8192);
    reader.read("codebook_size", c.codebook_size, 2, 65536);
    reader.read("down_t", c.down_t, 0, 6);
    reader.read("depth", c.depth, 1, 16);
    reader.read("dilation_growth", c.dilation_growth, 1, 8);
    reader.read("ema_decay", c.ema_decay, 0.0, 0.999999);
    reader.read("reset_threshold", c.reset_threshold, 0.0, 1e6);
    reader.read("levels", c.levels, 1, 8);
    reader.finish();
    return c;
}

TransformerConfig parse_generator(JsonReader reader) {
    TransformerConfig c;
    reader.read("codebook_size", c.codebook_size, 2, 65536);
    reader.read("width", c.width, 2, 16384);
    reader.read("base_layers", c.base_layers, 0, 256);
    reader.read("head_layers", c.head_layers, 0, 256);
    reader.read("heads", c.heads, 1, 256);
    reader.read("block_size", c.block_size, 2, 4096);
    reader.read("fc_rate", c.fc_rate, 1, 16);
    reader.read("condition_width", c.condition_width, 1, 16384);
    reader.read("prefix_positions", c.prefix_positions, 0, 1024);
    reader.read("length_condition", c.length_condition);
    reader.read("dropout", c.dropout, 0.0, 0.9);
    reader.read("levels", c.levels, 1, 8);
    reader.finish();
    if (c.width % c.heads != 0 || c.width % 2 != 0) {
        throw input_error(
            "{}: expected an even width that the number of heads divides, found width {} and {} heads",
            reader.place(), c.width, c.heads);
    }
    return c;
}

}  // namespace

ModelConfig parse_model_config(const json& object, const std::string& place,
                               const std::vector<std::string>& also_allowed) {
    JsonReader reader(object, place);
    ModelConfig c;
    int format = kFormat;
    reader.read("format", format, kFormat, kFormat);
    reader.read("name", c.name);
    reader.read("skeleton", c.skeleton, {"humanml3d", "kit"});
    std::string codec = codec_name(c.codec), encoder = text_encoder_name(c.text_encoder);
    reader.read("codec", codec, {"official", "corrected"});
    c.codec = feature_codec_by_name(codec);
    reader.read("text_encoder", encoder, {"minilm", "clip"});
    c.text_encoder = encoder == "clip" ? TextEncoderKind::Clip : TextEncoderKind::MiniLm;
    reader.read("prompt_form", c.prompt_form, {kAsTyped, kNormalised});
    reader.read("licence", c.licence);
    reader.read("guidance", c.guidance, 0.0, 100.0);
    c.tokenizer = parse_tokenizer(reader.child("tokenizer"));
    c.generator = parse_generator(reader.child("generator"));
    for (const auto& key : also_allowed) reader.raw(key.c_str());
    reader.finish();

    const int width = FeatureLayout(skeleton_by_name(c.skeleton).joint_count()).width;
    if (c.tokenizer.feature_width != width) {
        throw input_error("{}.tokenizer.feature_width: expected {} for the skeleton \"{}\", found {}", place,
                          width, c.skeleton, c.tokenizer.feature_width);
    }
    if (c.generator.codebook_size != c.tokenizer.codebook_size) {
        throw input_error("{}.generator.codebook_size: expected the tokenizer's {}, found {}", place,
                          c.tokenizer.codebook_size, c.generator.codebook_size);
    }
    if (c.generator.levels != c.tokenizer.levels) {
        throw input_error("{}.generator.levels: expected the tokenizer's {}, found {}", place,
                          c.tokenizer.levels, c.generator.levels);
    }
    return c;
}

json to_json(const ModelConfig& c) {
    const auto& t = c.tokenizer;
    const auto& g = c.generator;
    json object = {{"format", kFormat},
                   {"name", c.name},
                   {"skeleton", c.skeleton},
                   {"codec", codec_name(c.codec)},
                   {"text_encoder", text_encoder_name(c.text_encoder)},
                   {"prompt_form", c.prompt_form},
                   {"licence", c.licence},
                   {"guidance", c.guidance},
                   {"tokenizer",
                    {{"feature_width", t.feature_width},
                     {"width", t.width},
                     {"code_dim", t.code_dim},
                     {"codebook_size", t.codebook_size},
                     {"down_t", t.down_t},
                     {"depth", t.depth},
                     {"dilation_growth", t.dilation_growth},
                     {"ema_decay", t.ema_decay},
                     {"reset_threshold", t.reset_threshold}}},
                   {"generator",
                    {{"codebook_size", g.codebook_size},
                     {"width", g.width},
                     {"base_layers", g.base_layers},
                     {"head_layers", g.head_layers},
                     {"heads", g.heads},
                     {"block_size", g.block_size},
                     {"fc_rate", g.fc_rate},
                     {"condition_width", g.condition_width},
                     {"prefix_positions", g.prefix_positions},
                     {"length_condition", g.length_condition},
                     {"dropout", g.dropout}}}};
    if (t.levels > 1) {  // the paper's form needs no word
        object["tokenizer"]["levels"] = t.levels;
        object["generator"]["levels"] = g.levels;
    }
    return object;
}

}  // namespace im

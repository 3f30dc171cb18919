#include "engine/model/lora.h"

#include <cmath>
#include <sstream>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/model/starter_folder.h"
#include "engine/model/weights.h"
#include "engine/text/hash.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;
constexpr const char* kLoraJson = "lora.json";
constexpr const char* kLoraTensors = "lora.safetensors";

/// The module at `path` ("a.b.c") below `root`, made where missing, so that a correction's parameters carry
/// the path of its weight.
torch::nn::Module& module_at(torch::nn::Module& root, const std::string& path) {
    auto* module = &root;
    std::istringstream parts(path);
    for (std::string part; std::getline(parts, part, '.');) {
        auto children = module->named_children();
        const auto* found = children.find(part);
        module =
            found ? found->get() : module->register_module(part, std::make_shared<torch::nn::Module>()).get();
    }
    return *module;
}

fs::path find_base(const fs::path& file, const fs::path& stored, const std::string& hash) {
    std::string found;
    for (const auto& candidate :
         {file.parent_path() / stored,
          default_model_folder()}) {  // an absolute `stored` replaces what is before it
        std::error_code code;
        if (!fs::exists(candidate / "generator.safetensors", code)) continue;
        const auto candidate_hash = generator_hash(candidate);
        if (candidate_hash == hash) return candidate.lexically_normal();
        found += fmt::format("{}{} in {}", found.empty() ? "" : ", ", candidate_hash,
                             candidate.lexically_normal().string());
    }
    throw input_error(
        "{}: needs the model that it was trained on: expected a generator.safetensors with the hash {} in "
        "{}, found {}; put it "
        "there or name its folder under \"base\"",
        file.string(), hash, (file.parent_path() / stored).lexically_normal().string(),
        found.empty() ? "none" : found);
}

}  // namespace

LoraConfig read_lora_config(JsonReader& reader) {
    LoraConfig c;
    reader.read("rank", c.rank, 1, 1024);
    reader.read("alpha", c.alpha, 1e-6, 1e6);
    reader.read("attention", c.attention);
    reader.read("mlp", c.mlp);
    if (!c.attention && !c.mlp)
        throw input_error("{}: expected \"attention\" or \"mlp\" to be true, found neither", reader.place());
    return c;
}

LoraImpl::LoraImpl(const Transformer& generator, const LoraConfig& config) : config_(config) {
    for (const auto& item : generator->named_modules()) {
        auto linear = std::dynamic_pointer_cast<AdaptedLinearImpl>(item.value());
        const bool in_attention = item.key().find(".attn.") != std::string::npos;
        if (!linear || !(in_attention ? config.attention : config.mlp)) continue;
        auto& holder = module_at(*this, item.key());
        const auto in = linear->weight.size(1), out = linear->weight.size(0);
        const auto options = linear->weight.options().requires_grad(false);
        const double bound = 1.0 / std::sqrt(static_cast<double>(in));
        const auto a = holder.register_parameter(
            "lora_a", torch::empty({config.rank, in}, options).uniform_(-bound, bound));
        const auto b = holder.register_parameter("lora_b", torch::zeros({out, config.rank}, options));
        targets_.push_back({AdaptedLinear(linear),
                            std::make_shared<const LowRank>(LowRank{a, b, config.alpha / config.rank})});
    }
}

LoraImpl::~LoraImpl() {
    detach();
}

void LoraImpl::attach() {
    for (auto& target : targets_) target.linear->correction = target.correction;
    attached_ = true;
}

void LoraImpl::detach() {
    if (!attached_) return;
    for (auto& target : targets_) target.linear->correction.reset();
    attached_ = false;
}

void LoraImpl::merge() {
    const torch::NoGradGuard no_grad;
    for (auto& target : targets_) target.linear->weight.add_(target.correction->product());
    detach();
}

LoraOff::LoraOff(Lora lora) : lora_(std::move(lora)), was_attached_(lora_->attached()) {
    lora_->detach();
}
LoraOff::~LoraOff() {
    if (was_attached_) lora_->attach();
}

std::string generator_hash(const fs::path& model_folder) {
    const auto bytes = read_bytes(model_folder / "generator.safetensors");
    return fmt::format(
        "{:016x}",
        Hash().add(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())).value());
}

bool is_lora_folder(const fs::path& folder) {
    std::error_code code;
    return fs::exists(folder / kLoraJson, code);
}

LoraFolder read_lora_folder(const fs::path& folder) {
    const fs::path file = folder / kLoraJson;
    const json object = read_json_file(file);
    JsonReader reader(object, file.string());
    LoraFolder lora{folder.filename().string(), {}, {}};
    int format = kFormat;
    std::string base, hash;
    reader.read("format", format, kFormat, kFormat);
    reader.read("name", lora.name);
    reader.require("base");
    reader.read("base", base);
    reader.require("base_hash");
    reader.read("base_hash", hash);
    lora.config = read_lora_config(reader);
    reader.finish();
    lora.base = find_base(file, base, hash);
    return lora;
}

fs::path base_folder(const fs::path& model_folder) {
    return is_lora_folder(model_folder) ? read_lora_folder(model_folder).base : model_folder;
}

void save_lora(const fs::path& folder, const std::string& name, const Lora& lora, const fs::path& base) {
    save_tensors(folder / kLoraTensors, tensors_of(*lora), {{"kind", "lora"}});
    const auto& c = lora->config();
    const json object = {{"format", kFormat},
                         {"name", name},
                         {"base", fs::absolute(base).lexically_normal().string()},
                         {"base_hash", generator_hash(base)},
                         {"rank", c.rank},
                         {"alpha", c.alpha},
                         {"attention", c.attention},
                         {"mlp", c.mlp}};
    write_file_atomically(folder / kLoraJson, object.dump(2) + "\n");
}

Lora load_lora(const fs::path& folder, const Transformer& generator) {
    Lora lora(generator, read_lora_folder(folder).config);
    load_into(*lora, folder / kLoraTensors);
    return lora;
}

}  // namespace im

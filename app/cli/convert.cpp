// instructmotion convert: published checkpoints become a model folder.

#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/command.h"
#include "engine/model/model_conversion.h"

namespace im::cli {
namespace {

struct ConvertOptions {
    std::vector<std::filesystem::path> files;
    std::filesystem::path out;
    ConversionOptions conversion;
};

int run_convert(const Context& context, const ConvertOptions& options) {
    const auto report = convert_checkpoints(options.files, options.out, options.conversion);
    if (context.options.json) {
        nlohmann::json done = nlohmann::json::array();
        for (const auto& part : report.done)
            done.push_back({{"file", part.source.string()}, {"kind", part.kind}, {"sizes", part.sizes}});
        print_json({{"folder", options.out.string()}, {"converted", done}, {"missing", report.missing}});
        return 0;
    }
    for (const auto& part : report.done)
        fmt::print("{}: {}: {}\n", printable(part.source.string()), part.kind, part.sizes);
    if (!report.missing.empty()) {
        fmt::print("To generate motion {} still needs: {}\n", options.out.string(),
                   fmt::join(report.missing, ", "));
    }
    return 0;
}

}  // namespace

void add_convert(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("convert", "Makes a model folder out of published checkpoints");
    auto options = std::make_shared<ConvertOptions>();
    auto& conversion = options->conversion;
    command
        ->add_option("checkpoints", options->files,
                     "T2M-GPT's VQ-VAE or transformer, the evaluator's finest.tar, CLIP's ViT-B-32.pt; "
                     "several may be named")
        ->required()
        ->type_name("FILE...");
    command->add_option("-o,--out", options->out, "Folder to add to")->required()->type_name("DIR");
    command
        ->add_option("--statistics", conversion.statistics,
                     "Folder of Mean.npy and Std.npy; default: beside the checkpoint, or meta/ there")
        ->type_name("DIR");
    command
        ->add_option("--words", conversion.words,
                     "Folder of our_vab_data.npy, our_vab_words.pkl, our_vab_idx.pkl; default: beside the "
                     "evaluator, or glove/ there")
        ->type_name("DIR");
    command
        ->add_option("--vocabulary", conversion.vocabulary,
                     "CLIP's bpe_simple_vocab_16e6.txt.gz; default: the one that the set-up fetched")
        ->type_name("FILE");
    command->add_option("--heads", conversion.heads, "Attention heads of the transformer")
        ->check(CLI::Range(1, 256).description(""))
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--dilation-growth", conversion.dilation_growth, "Of the VQ-VAE's convolutions")
        ->check(CLI::Range(1, 8).description(""))
        ->type_name("N")
        ->capture_default_str();
    command->add_flag("--half", conversion.half, "Store 16-bit floats: half the size");
    command->footer(
        "Nothing in a checkpoint is executed. A folder with VQ-VAE, transformer and CLIP is a model for "
        "--model.");
    command->callback([&context, options] {
        context.run = [&context, options] { return run_convert(context, *options); };
    });
}

}  // namespace im::cli

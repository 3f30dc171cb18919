// instructmotion prompts sample|decompose|pool|compose|filter|tag|build|coverage|review|train-tagger

#include "app/cli/prompts.h"

#include <memory>

namespace im::cli {
namespace {

void take_texts(CLI::App* command, PromptsOptions& options) {
    command
        ->add_option("file", options.input,
                     "One text a line, .jsonl or .json with \"text\"; default: standard input")
        ->type_name("FILE");
}

void take_data(CLI::App* command, PromptsOptions& options) {
    command
        ->add_option("--data", options.data,
                     "Data set: compact, HumanML3D/KIT-ML or imported; default: the captions in the model's "
                     "vocabulary")
        ->type_name("DIR");
}

void take_language_model(CLI::App* command, PromptsOptions& options) {
    command->add_flag("--llm", options.language_model,
                      "Ask a language model; what it cannot do, the offline engine does");
    command
        ->add_option("--llm-settings", options.settings,
                     "JSON {\"url\", \"model\", \"key\"}, mode 600; default: language-model.json of the "
                     "workspace; $IM_LLM_URL, $IM_LLM_MODEL, $IM_LLM_KEY win")
        ->type_name("FILE");
}

void take_wording_only(CLI::App* command, PromptsOptions& options) {
    command->add_flag("--wording-only", options.no_embedding,
                      "Unite equal wordings only; needs no sentence encoder");
}

void take_sample(CLI::App* command, PromptsOptions& options) {
    take_data(command, options);
    command->add_option("-n,--count", options.count, "How many")
        ->check(CLI::Range(1, 1000000).description(""))
        ->type_name("N");
    command->add_option("--split", options.split, "train, val, test or all")->type_name("SPLIT");
}

void take_set_to_write(CLI::App* command, PromptsOptions& options) {
    command->add_option("-o,--out", options.out, "Set to write: .json, or .jsonl")
        ->required()
        ->type_name("FILE");
    command->add_flag("--append", options.append,
                      "Add to the set in --out, without repeating its combinations");
}

void take_composing(CLI::App* command, PromptsOptions& options) {
    command->add_option("-n,--count", options.count, "How many")
        ->check(CLI::Range(1, 1000000).description(""))
        ->capture_default_str()
        ->type_name("N");
    command->add_option("--kind", options.kinds, "sequence, simultaneous, style; may be given several times")
        ->type_name("KIND")
        ->allow_extra_args(false);
    command
        ->add_option("--more-of", options.more_of,
                     "Only compositions with this action; may be given several times")
        ->type_name("ACTION")
        ->allow_extra_args(false);
    command
        ->add_option("--test-share", options.test_share, "Share of the pairs of actions that only test shows")
        ->check(CLI::Range(0.0, 0.9).description(""))
        ->capture_default_str();
    take_wording_only(command, options);
    take_language_model(command, options);
}

void take_set_to_read(CLI::App* command, PromptsOptions& options) {
    command->add_option("set", options.file, "A set of novel prompts")->required()->type_name("FILE");
    command->add_option("--rare", options.rare, "How many of the rarest to list")
        ->check(CLI::Range(0, 100000).description(""))
        ->capture_default_str();
}

void take_training(CLI::App* command, PromptsOptions& options) {
    command->add_option("--data", options.data, "JSON lines of tools/tagged_sentences.py")
        ->required()
        ->type_name("FILE");
    command->add_option("-o,--out", options.out, "Weights to write")->required()->type_name("FILE");
}

}  // namespace

void add_prompts(CLI::App& app, Context& context) {
    CLI::App* prompts =
        app.add_subcommand("prompts", "Composes novel descriptions from a data set's captions");
    prompts->require_subcommand(1);
    prompts->footer(
        "build runs all steps: captions -> meta-motions -> pool -> compositions -> filter -> tags -> one "
        "JSON set for finetune.");
    auto options = std::make_shared<PromptsOptions>();
    const auto add = [&](const char* name, const char* description,
                         int (*run)(const Context&, const PromptsOptions&)) {
        CLI::App* command = prompts->add_subcommand(name, description);
        command->callback([&context, options, run] {
            context.run = [&context, options, run] { return run(context, *options); };
        });
        return command;
    };

    take_sample(add("sample", "Random captions of a data set", run_sample), *options);

    CLI::App* decompose =
        add("decompose", "Splits descriptions into meta-motions, one action each", run_decompose);
    take_texts(decompose, *options);
    take_language_model(decompose, *options);

    CLI::App* pool = add("pool", "The meta-motions of a data set, each meaning once", run_pool);
    take_data(pool, *options);
    take_wording_only(pool, *options);

    CLI::App* compose = add("compose", "Novel descriptions, printed", run_build);
    take_data(compose, *options);
    take_composing(compose, *options);

    CLI::App* build = add("build", "All steps: a data set's captions to a set of novel prompts", run_build);
    take_data(build, *options);
    take_set_to_write(build, *options);
    take_composing(build, *options);

    take_texts(add("filter", "Keeps descriptions that one body can do", run_filter), *options);
    take_texts(add("tag", "Part-of-speech tags, as HumanML3D's texts have them", run_tag), *options);

    take_set_to_read(add("coverage", "Which actions and pairs a set covers, which are rare", run_coverage),
                     *options);
    add_prompts_review(*prompts, context);
    take_training(add("train-tagger", "Trains the part-of-speech tagger", run_train_tagger), *options);
}

}  // namespace im::cli

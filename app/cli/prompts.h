#pragma once
// The commands behind `instructmotion prompts`. They share one set of options: each takes what it declares.

#include <string>
#include <vector>

#include "app/cli/command.h"

namespace im::cli {

struct PromptsOptions {
    std::string input, out, data, split = "train", file, settings;
    std::vector<std::string> kinds, more_of;
    int count = 1000, rare = 10;
    double test_share = 0.2;
    bool language_model = false, append = false, no_embedding = false;
};

// One text after the other: prompts_texts.cpp.
int run_sample(const Context& context, const PromptsOptions& options);
int run_decompose(const Context& context, const PromptsOptions& options);
int run_filter(const Context& context, const PromptsOptions& options);
int run_tag(const Context& context, const PromptsOptions& options);

// From captions to a set: prompts_build.cpp.
int run_pool(const Context& context, const PromptsOptions& options);
int run_build(const Context& context, const PromptsOptions& options);  ///< compose is one that writes no file
int run_coverage(const Context& context, const PromptsOptions& options);

/// See prompts_tagger.cpp.
int run_train_tagger(const Context& context, const PromptsOptions& options);

/// `instructmotion prompts review`: see prompts_review.cpp.
void add_prompts_review(CLI::App& prompts, Context& context);

}  // namespace im::cli

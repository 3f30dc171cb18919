// instructmotion prompts train-tagger

#include <fmt/format.h>

#include "app/cli/prompts.h"
#include "engine/text/pos_tagger.h"

namespace im::cli {

int run_train_tagger(const Context& context, const PromptsOptions& options) {
    const auto train = read_tagged_sentences(options.data, "train");
    PosTagger::TrainingOptions training;
    training.seed = context.options.seed.value_or(1);
    training.stop = context.stop;
    training.on_epoch = [&](int epoch, double accuracy) {
        if (context.options.json)
            print_json({{"event", "epoch"}, {"epoch", epoch}, {"accuracy", accuracy}});
        else
            fmt::print("epoch {}: {:.2f} % of the training words\n", epoch, 100 * accuracy);
    };
    const auto tagger = PosTagger::train(train, training);
    tagger.save(options.out);
    for (const char* split : {"test", "test-grammar"}) {
        const auto sentences = read_tagged_sentences(options.data, split);
        if (sentences.empty()) continue;
        const double accuracy = tagger.accuracy(sentences);
        if (context.options.json)
            print_json({{"event", "accuracy"},
                        {"split", split},
                        {"sentences", sentences.size()},
                        {"accuracy", accuracy}});
        else
            fmt::print("{}: {:.2f} % of the words of {} sentences, punctuation left out\n", split,
                       100 * accuracy, sentences.size());
    }
    return 0;
}

}  // namespace im::cli

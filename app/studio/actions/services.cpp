#include "app/studio/actions/services.h"

#include <utility>

namespace im::studio {

Services::Services(TrainingPlace place, StudioParts parts)
    : open_model(std::move(parts.open_model)),
      evaluate(std::move(parts.evaluate)),
      tell_desktop(std::move(parts.tell_desktop)),
      workspace(place.workspace),
      training(place, std::move(parts.make_run)),
      store(std::make_shared<ClipStore>(place.workspace)),
      learner(std::make_shared<PreferenceLearner>(place.workspace,
                                                  GeneratorOptions{place.device, place.threads})) {}

EvaluationWorker& Services::evaluation_worker() {
    if (!evaluation) {
        evaluation = std::make_unique<EvaluationWorker>(workspace, evaluate, open_model);
    }
    return *evaluation;
}

serve::ServeWorker& Services::serving_worker() {
    if (!serving) {
        serving = std::make_unique<serve::ServeWorker>(open_model);
    }
    return *serving;
}

}  // namespace im::studio

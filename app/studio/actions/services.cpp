#include "app/studio/actions/services.h"

#include <utility>

namespace im::studio {

Services::Services(TrainingPlace place, StudioParts parts)
    : open_model(std::move(parts.open_model)),
      training(place, std::move(parts.make_run)),
      store(std::make_shared<ClipStore>(place.workspace)),
      learner(std::make_shared<PreferenceLearner>(place.workspace,
                                                  GeneratorOptions{place.device, place.threads})) {}

}  // namespace im::studio

#include "app/serve/finetune_json.h"

namespace im::serve {
namespace {

using nlohmann::json;

template <class Report>
json told(const std::optional<Report>& report) {
    return report ? to_json(*report) : json();
}

}  // namespace

json finetune_json(const ServedRun& run) {
    return {{"id", run.id},
            {"from", run.from},
            {"model", run.name},
            {"base", run.base.filename().string()},
            {"state", state_name(run.state)},
            {"prompts", run.prompts},
            {"iteration", run.iteration},
            {"iterations", run.iterations},
            {"seconds_run", run.seconds_run},
            {"seconds_left", run.seconds_left},
            {"last", told(run.last)},
            {"guard", told(run.look)},
            {"gain", told(run.gain)},
            {"message", run.message},
            {"warnings", run.warnings}};
}

}  // namespace im::serve

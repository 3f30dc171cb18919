#include "app/studio/actions/serve_actions.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/studio/actions/toasts.h"

namespace im::studio {
namespace {

constexpr const char* kTokenFile = "serve-token";

void begin(StudioState& state, Services& services, bool new_token) {
    state.serve.tried = true;
    state.serve.error.clear();
    state.serve.status = Serving::Starting;
    const bool looks_only = !state.session.read_only.empty();  // then nothing is written to the workspace
    services.serving_worker().begin(
        {.model = state.model.folder,
         .port = state.settings.serve_port,
         .token_file = looks_only ? std::filesystem::path() : state.workspace / kTokenFile,
         .new_token = new_token});
}

void note_request(ServeState& serve, const serve::RequestNote& note) {
    const auto known = std::find_if(serve.requests.begin(), serve.requests.end(),
                                    [&](const ServedRequest& request) { return request.id == note.id; });
    if (known != serve.requests.end()) {
        known->state = note.state;
        return;
    }
    if (note.state != "waiting" && note.state != "refused") {
        return;  // one that was pushed off the list
    }
    ++serve.requests_seen;
    serve.requests.push_front({note.id, note.when, note.from, note.what, note.state});
    if (serve.requests.size() > kRequestsShown) {
        serve.requests.pop_back();
    }
}

struct ServeEventHandler {
    StudioState& state;

    void operator()(const serve::ServeBegan& event) const {
        ServeState& serve = state.serve;
        if (serve.status != Serving::Starting) {
            return;  // it was switched off again meanwhile
        }
        serve.status = Serving::On;
        serve.url = event.url;
        serve.token = event.token;
        serve.model = event.model;
        serve.folder = event.folder;
    }
    void operator()(const serve::ServeFailed& event) const {
        if (state.serve.status != Serving::Starting) {
            return;
        }
        state.serve.status = Serving::Off;
        state.serve.error = event.message;
        state.settings.serve = false;
        add_toast(state, Toast::Kind::Error, "Other programs are not served: " + event.message);
    }
    void operator()(const serve::ServeEnded&) const {
        if (state.serve.status == Serving::Stopping) {
            state.serve.status = Serving::Off;
        }
    }
    void operator()(const serve::RequestNote& event) const { note_request(state.serve, event); }
};

}  // namespace

void switch_serving(StudioState& state, Services& services, bool on) {
    state.settings.serve = on;
    if (on) {
        begin(state, services, false);
    } else if (state.serve.status != Serving::Off) {
        state.serve.status = Serving::Stopping;
        services.serving_worker().end();
    }
}

void serve_again(StudioState& state, Services& services, bool new_token) {
    begin(state, services, new_token);
}

void update_serving(StudioState& state, Services& services) {
    const bool due = state.settings.serve && !state.serve.tried && state.session.begun &&
                     state.session.read_only.empty() && state.model.status == ModelStatus::Ready;
    if (due) {
        begin(state, services, false);
    }
    if (!services.serving) {
        return;
    }
    for (const serve::ServeEvent& event : services.serving->drain()) {
        std::visit(ServeEventHandler{state}, event);
    }
}

}  // namespace im::studio

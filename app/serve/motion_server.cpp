#include "app/serve/motion_server.h"

#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/serve/access.h"
#include "app/serve/answers.h"
#include "app/serve/finetune_desk.h"
#include "app/serve/finetune_json.h"
#include "app/serve/finetune_request.h"
#include "app/serve/json_face.h"
#include "app/serve/limited_server.h"
#include "app/serve/mmcp_face.h"
#include "app/serve/mmcp_fields.h"
#include "app/serve/served_models.h"
#include "app/serve/strict_body.h"
#include "engine/core/error.h"
#include "im_config.h"

namespace im::serve {
namespace {

using httplib::Request;
using httplib::Response;
using nlohmann::json;
using std::chrono::milliseconds;

/// Of a request's line and headers, beside its body.
constexpr std::size_t kHeaderBytesMax = 64u << 10;

LimitedServer::Limits limits_of(const ServeOptions& options) {
    LimitedServer::Limits limits;
    limits.connection.request = options.request_time;
    limits.connection.request_bytes_max = options.body_bytes_max + kHeaderBytesMax;
    limits.idle = options.idle_time;
    // Whoever waits for a job holds a thread: there are more, so that asking and cancelling always go on.
    limits.threads = options.jobs_max + 16;
    limits.connections_max = std::max<std::size_t>(512, static_cast<std::size_t>(limits.threads) + 64);
    return limits;
}

/// Of a request whose path says it all: an empty body, or {}.
void expect_nothing(const std::string& body) {
    if (!body.empty()) strictly(parse_body(body), [](JsonReader&) { return true; });
}

double seconds_since_1970() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

struct MotionServer::Impl {
    Impl(LoadedModel model, const ServeOptions& asked, ServeHome given)
        : options(asked),
          home(std::move(given)),
          queue(std::move(model),
                {.jobs_max = asked.jobs_max, .time = asked.job_time, .kept = asked.results_kept},
                [this](const JobView& job) { note(job.id, job.from, job.what, state_name(job.state)); }),
          http(limits_of(asked)) {
        if (home.finetune && !home.workspace.empty())
            desk = std::make_unique<FinetuneDesk>(TrainingPlace{home.workspace, home.device, home.threads},
                                                  home.make_run);
        http.set_payload_max_length(options.body_bytes_max);
        http.set_pre_routing_handler([this](const Request& request, Response& response) {
            return admit(request, response) ? httplib::Server::HandlerResponse::Unhandled
                                            : httplib::Server::HandlerResponse::Handled;
        });
        http.set_expect_100_continue_handler([this](const Request& request, Response& response) {
            return check(request, response) ? 100 : response.status;
        });
        http.set_error_handler([](const Request&, Response& response) {
            if (response.body.empty()) answer(response, refusal_of(response.status));
        });
        http.set_post_routing_handler([](const Request&, Response& response) {
            response.set_header("X-Request-ID", random_token());
            response.set_header("Cache-Control", "no-store");
            response.set_header("X-Content-Type-Options", "nosniff");
            if (Connection::current() == nullptr || !Connection::current()->closing()) return;
            response.headers.erase("Keep-Alive");
            response.headers.erase("Connection");
            response.set_header("Connection", "close");
        });
        add_mmcp();
        add_json();
        add_models();
        add_finetune();
    }

    ModelInfo info() const { return queue.model().generator->info(); }

    /// Under the same id once more: the state has changed.
    void note(const std::string& id, const std::string& from, const std::string& what,
              const char* state) const {
        if (home.on_request) home.on_request({id, seconds_since_1970(), from, what, state});
    }

    using Handle = std::function<void(const Request&, Response&)>;
    static Handle guarded(Handle handle) {
        return [handle = std::move(handle)](const Request& request, Response& response) {
            try {
                handle(request, response);
            } catch (...) {
                answer(response, api_error_of(std::current_exception()));
            }
        };
    }

    // ---- who may call --------------------------------------------------------------------------------------

    /// False when the request is refused; the response then says why.
    bool check(const Request& request, Response& response) {
        try {
            check_caller(options,
                         {request.get_header_value("Host"), request.get_header_value("Origin"),
                          request.get_header_value("Authorization")},
                         request.method == "OPTIONS");
            if (request.method == "POST") {
                check_body(
                    {request.get_header_value_count("Content-Length"),
                     request.get_header_value("Content-Length"),
                     request.get_header_value("Transfer-Encoding"),
                     request.get_header_value("Content-Encoding"), request.get_header_value("Content-Type")},
                    options.body_bytes_max);
            } else if (has_body(request)) {
                throw ApiError(400, "invalid_request", "expected no body");
            }
            return true;
        } catch (const ApiError& error) {
            note(random_token(), request.remote_addr, request.method + " " + request.path.substr(0, 80),
                 "refused");
            answer(response, error);
            if (Connection* connection = Connection::current(); connection != nullptr)
                connection->close_after_answer();
            return false;
        }
    }

    /// False when the response is complete.
    bool admit(const Request& request, Response& response) {
        // Answers come whole: many overlapping ranges of a large one would fill the memory.
        const_cast<Request&>(request).ranges.clear();
        if (!check(request, response)) return false;
        if (const std::string origin = request.get_header_value("Origin"); !origin.empty()) {
            response.set_header("Access-Control-Allow-Origin", origin);
            response.set_header("Access-Control-Expose-Headers", "Location, Retry-After, X-Request-ID");
            response.set_header("Vary", "Origin");
        }
        if (request.method != "OPTIONS") return true;
        response.status = 204;
        response.set_header("Access-Control-Allow-Methods", "GET, POST, DELETE");
        response.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, Prefer");
        response.set_header("Access-Control-Max-Age", "600");
        return false;
    }

    // ---- jobs ----------------------------------------------------------------------------------------------

    /// The job's result once it is there; after `time` 202 and where to ask again. A caller who hangs up
    /// does not want it any more.
    void answer_when_done(const std::string& id, const std::string& place, milliseconds time,
                          Response& response) {
        const auto view = queue.wait(id, time, [this] { return nobody_waits(); });
        if (view && !view->ended() && nobody_waits()) queue.cancel(id);
        if (!view || !view->ended()) {
            response.status = 202;
            response.set_header("Location", place);
            response.set_header("Retry-After", "1");
            response.set_content(json_text({{"job_id", id}}), kJson);
            return;
        }
        answer_result(*view, response);
        queue.forget(id);
    }

    static void answer_result(const JobView& view, Response& response) {
        response.status = view.result->status;
        response.set_content(view.result->body, view.result->content_type);
        if (response.status == 503) response.set_header("Retry-After", "2");
    }

    bool nobody_waits() const {
        const Connection* connection = Connection::current();
        return http.finishing() || (connection != nullptr && connection->peer_gone());
    }

    /// The answer is the job's lines as they come, and its result as the last one.
    void answer_as_lines(const std::string& id, Response& response) {
        response.set_header("X-Job-ID", id);
        response.set_chunked_content_provider(
            "application/x-ndjson",
            [this, id, next = std::size_t{0}](std::size_t, httplib::DataSink& sink) mutable {
                std::vector<std::string> lines;
                bool more = queue.lines(id, next, lines, milliseconds(100));
                if (!more) lines.clear(), queue.lines(id, next, lines, milliseconds(0));
                next += lines.size();
                if (!more) {
                    if (const auto view = queue.find(id); view && view->result)
                        lines.push_back(view->result->body);
                    queue.forget(id);
                }
                bool taken = !nobody_waits() || !more;
                for (std::string& line : lines) {
                    line += '\n';
                    taken = taken && sink.write(line.data(), line.size());
                }
                if (!taken) queue.cancel(id);
                if (taken && !more) sink.done();
                return taken;
            });
    }

    JobView job_of(const Request& request) const {
        const auto view = queue.find(request.matches[1]);
        if (!view) throw ApiError(404, "not_found", "there is no such job, or its result was dropped");
        return *view;
    }

    void answer_poll(const Request& request, const std::string& place, Response& response) {
        const JobView view = job_of(request);
        if (view.ended()) return answer_result(view, response);
        response.status = 202;
        response.set_header("Location", place);
        response.set_header("Retry-After", std::to_string(1 + view.ahead));
        response.set_content(json_text(job_json(view)), kJson);
    }

    void cancel(const Request& request, Response& response) {
        const JobView view = job_of(request);
        queue.cancel(view.id);
        response.status = 204;
    }

    // ---- the two faces -------------------------------------------------------------------------------------

    void add_mmcp() {
        const std::string jobs = "/generate/jobs/";
        http.Get("/capabilities", guarded([this](const Request&, Response& response) {
                     answer(response, mmcp_capabilities(info(), options));
                 }));
        http.Post("/generate", guarded([this, jobs](const Request& request, Response& response) {
                      if (request.has_header("Idempotency-Key"))
                          response.set_header("Idempotency-Status", "declined");
                      const json body = parse_body(request.body);
                      const bool binary =
                          request.get_header_value("Accept").find("model/gltf-binary") != std::string::npos;
                      const std::string id =
                          queue.add(mmcp_title(body), request.remote_addr, mmcp_work(body, info(), binary));
                      answer_when_done(id, jobs + id,
                                       wants_it_later(request) ? milliseconds(0) : options.answer_wait,
                                       response);
                  }));
        http.Get(jobs + "([0-9a-f]{32})", guarded([this, jobs](const Request& request, Response& response) {
                     answer_poll(request, jobs + std::string(request.matches[1]), response);
                 }));
        http.Delete(jobs + "([0-9a-f]{32})", guarded([this](const Request& request, Response& response) {
                        cancel(request, response);
                    }));
    }

    void add_json() {
        http.Get("/", guarded([this](const Request&, Response& response) {
                     answer(response, {{"name", "InstructMotion Studio"},
                                       {"version", IM_VERSION},
                                       {"model", model_id_of(info())},
                                       {"faces", {"/capabilities", "/v1/models"}}});
                 }));
        add_job("/v1/generate", generate_job);
        add_job("/v1/reward", reward_job);
        add_job("/v1/export", export_job);
        http.Get("/v1/jobs", guarded([this](const Request&, Response& response) {
                     json list = json::array();
                     for (const JobView& view : queue.list()) list.push_back(job_json(view));
                     answer(response, {{"jobs", list}});
                 }));
        http.Get("/v1/jobs/([0-9a-f]{32})", guarded([this](const Request& request, Response& response) {
                     answer(response, job_json(job_of(request)));
                 }));
        http.Get("/v1/jobs/([0-9a-f]{32})/result",
                 guarded([this](const Request& request, Response& response) {
                     answer_poll(request, request.path, response);
                 }));
        http.Delete("/v1/jobs/([0-9a-f]{32})", guarded([this](const Request& request, Response& response) {
                        cancel(request, response);
                    }));
    }

    void add_job(const char* path, JsonJob (*make)(const json&, const ModelInfo&)) {
        http.Post(path, guarded([this, make](const Request& request, Response& response) {
                      JsonJob job = make(parse_body(request.body), info());
                      const std::string id = queue.add(job.title, request.remote_addr, std::move(job.work));
                      const bool later = wants_it_later(request);
                      if (job.streams && !later) return answer_as_lines(id, response);
                      answer_when_done(id, "/v1/jobs/" + id + "/result",
                                       later ? milliseconds(0) : options.job_time, response);
                  }));
    }

    // ---- models and fine-tuning ----------------------------------------------------------------------------

    void add_models() {
        http.Get("/v1/models", guarded([this](const Request&, Response& response) {
                     answer(response, models_json(queue.model(), home));
                 }));
        http.Post(
            "/v1/models/([^/]{1,200})/serve", guarded([this](const Request& request, Response& response) {
                expect_nothing(request.body);
                if (!home.open_model)
                    throw ApiError(403, "forbidden", "this server keeps the model that it was started with");
                const std::string name = request.matches[1];
                const auto folder = folder_of_model(name, info(), home, 404);
                const std::string id =
                    queue.add("serve: " + name, request.remote_addr, [this, folder](JobRun& run) {
                        run.serve(home.open_model(folder));
                        return JobResult{200, kJson, json_text(models_json(queue.model(), home))};
                    });
                answer_when_done(id, "/v1/jobs/" + id + "/result",
                                 wants_it_later(request) ? milliseconds(0) : options.job_time, response);
            }));
    }

    FinetuneDesk& fine_tuning() const {
        if (!desk) throw ApiError(403, "forbidden", "this server does not fine-tune");
        return *desk;
    }

    ServedRun run_of(const Request& request) const {
        const auto run = fine_tuning().find(request.matches[1]);
        if (!run) throw ApiError(404, "not_found", "there is no such run, or it was long ago");
        return *run;
    }

    void add_finetune() {
        const std::string runs = "/v1/finetune/";
        const std::string one = runs + "([0-9a-f]{32})";
        http.Get("/v1/finetune", guarded([this](const Request&, Response& response) {
                     json list = json::array();
                     for (const ServedRun& run : fine_tuning().list()) list.push_back(finetune_json(run));
                     answer(response, {{"runs", list}});
                 }));
        http.Post("/v1/finetune", guarded([this, runs](const Request& request, Response& response) {
                      FinetuneDesk& there = fine_tuning();
                      const ServedRun run = there.start(read_finetune(parse_body(request.body), info(), home),
                                                        request.remote_addr);
                      note(run.id, run.from, "finetune: " + run.name, "started");
                      response.set_header("Location", runs + run.id);
                      answer(response, finetune_json(run), 202);
                  }));
        http.Get(one, guarded([this](const Request& request, Response& response) {
                     answer(response, finetune_json(run_of(request)));
                 }));
        http.Get(one + "/log", guarded([this](const Request& request, Response& response) {
                     answer_log(run_of(request).id, response);
                 }));
        http.Post(one + "/stop", guarded([this](const Request& request, Response& response) {
                      expect_nothing(request.body);
                      const ServedRun run = run_of(request);
                      note(run.id, request.remote_addr, "finetune: " + run.name, "stopped");
                      answer(response, finetune_json(fine_tuning().stop(run.id).value_or(run)));
                  }));
    }

    /// The run's log from its first line, and as it grows until the run ends. Who hangs up stops nothing.
    void answer_log(const std::string& id, Response& response) {
        response.set_chunked_content_provider(
            "application/x-ndjson", [this, id, seat = fine_tuning().take_seat(), next = std::size_t{0}](
                                        std::size_t, httplib::DataSink& sink) mutable {
                std::vector<std::string> lines;
                const bool more = desk->lines(id, next, lines, milliseconds(100));
                next += lines.size();
                for (std::string& line : lines) {
                    line += '\n';
                    if (!sink.write(line.data(), line.size())) return false;
                }
                if (nobody_waits()) return false;
                if (!more) sink.done();
                return true;
            });
    }

    void listen() {
        const bool any = options.port == 0;
        port = any ? http.bind_to_any_port(options.address)
                   : (http.bind_to_port(options.address, options.port) ? options.port : -1);
        if (port < 0)
            throw resource_error("{}:{} cannot be listened on: is the port in use? Take another one",
                                 options.address, options.port);
        http.lengthen_queue();
        listener = std::thread([this] { http.listen_after_bind(); });
        while (!http.is_running()) std::this_thread::sleep_for(milliseconds(1));
    }

    ServeOptions options;
    const ServeHome home;
    JobQueue queue;
    std::unique_ptr<FinetuneDesk> desk;  ///< null: callers may not fine-tune
    LimitedServer http;
    int port = 0;
    std::thread listener;
};

MotionServer::MotionServer(LoadedModel model, const ServeOptions& options, ServeHome home) {
    check_options(options);
    impl_ = std::make_unique<Impl>(std::move(model), options, std::move(home));
    impl_->listen();
    spdlog::info("serving {} on {}", model_id_of(impl_->info()), url());
}

MotionServer::~MotionServer() {
    for (const JobView& job : impl_->queue.list()) impl_->queue.cancel(job.id);
    impl_->http.finish();
    impl_->listener.join();
}

int MotionServer::port() const {
    return impl_->port;
}

std::string MotionServer::url() const {
    const std::string& address = impl_->options.address;
    const bool v6 = address.find(':') != std::string::npos;
    return fmt::format("http://{}:{}", v6 ? "[" + address + "]" : address, impl_->port);
}

std::vector<JobView> MotionServer::jobs() const {
    return impl_->queue.list();
}

}  // namespace im::serve

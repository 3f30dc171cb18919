#include "app/serve/motion_server.h"

#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/serve/access.h"
#include "app/serve/api_error.h"
#include "app/serve/json_face.h"
#include "app/serve/limited_server.h"
#include "app/serve/mmcp_face.h"
#include "app/serve/mmcp_fields.h"
#include "engine/core/error.h"
#include "im_config.h"

namespace im::serve {
namespace {

using httplib::Request;
using httplib::Response;
using nlohmann::json;
using std::chrono::milliseconds;

constexpr const char* kJson = "application/json";
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

void answer(Response& response, const ApiError& error) {
    response.status = error.status;
    response.set_content(envelope_of(error), kJson);
    if (error.status == 429 || error.status == 503) response.set_header("Retry-After", "2");
    if (error.status == 401) response.set_header("WWW-Authenticate", "Bearer");
}

void answer(Response& response, const json& body, int status = 200) {
    response.status = status;
    response.set_content(json_text(body), kJson);
}

/// What the library itself refuses has no body.
ApiError refusal(int status) {
    switch (status) {
        case 404:
            return {404, "not_found", "there is nothing at this path; see docs/serving.md"};
        case 413:
            return {413, "payload_too_large", "the body is larger than this server takes"};
        case 414:
            return {414, "invalid_request", "the path is too long"};
        default:
            return {status, status < 500 ? "invalid_request" : "internal_error",
                    status < 500 ? "the request cannot be read" : "the request could not be carried out"};
    }
}

bool has_body(const Request& request) {
    return request.has_header("Transfer-Encoding") ||
           (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
}

}  // namespace

struct MotionServer::Impl {
    Impl(LoadedModel model, const ServeOptions& asked)
        : options(asked),
          info(model.generator->info()),
          queue(std::move(model),
                {.jobs_max = asked.jobs_max, .time = asked.job_time, .kept = asked.results_kept}),
          http(limits_of(asked)) {
        http.set_payload_max_length(options.body_bytes_max);
        http.set_pre_routing_handler([this](const Request& request, Response& response) {
            return admit(request, response) ? httplib::Server::HandlerResponse::Unhandled
                                            : httplib::Server::HandlerResponse::Handled;
        });
        http.set_expect_100_continue_handler([this](const Request& request, Response& response) {
            return check(request, response) ? 100 : response.status;
        });
        http.set_error_handler([](const Request&, Response& response) {
            if (response.body.empty()) answer(response, refusal(response.status));
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
                     answer(response, mmcp_capabilities(info, options));
                 }));
        http.Post("/generate", guarded([this, jobs](const Request& request, Response& response) {
                      if (request.has_header("Idempotency-Key"))
                          response.set_header("Idempotency-Status", "declined");
                      const json body = parse_body(request.body);
                      const bool binary =
                          request.get_header_value("Accept").find("model/gltf-binary") != std::string::npos;
                      const std::string id =
                          queue.add(mmcp_title(body), request.remote_addr, mmcp_work(body, info, binary));
                      const bool later =
                          request.get_header_value("Prefer").find("respond-async") != std::string::npos;
                      answer_when_done(id, jobs + id, later ? milliseconds(0) : options.answer_wait,
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
                                       {"model", model_id_of(info)},
                                       {"faces", {"/capabilities", "/v1/models"}}});
                 }));
        http.Get("/v1/models", guarded([this](const Request&, Response& response) {
                     answer(response, models_json(queue.model()));
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
                      JsonJob job = make(parse_body(request.body), info);
                      const std::string id = queue.add(job.title, request.remote_addr, std::move(job.work));
                      const bool later =
                          request.get_header_value("Prefer").find("respond-async") != std::string::npos;
                      if (job.streams && !later) return answer_as_lines(id, response);
                      answer_when_done(id, "/v1/jobs/" + id + "/result",
                                       later ? milliseconds(0) : options.job_time, response);
                  }));
    }

    void listen() {
        const bool any = options.port == 0;
        port = any ? http.bind_to_any_port(options.address)
                   : (http.bind_to_port(options.address, options.port) ? options.port : -1);
        if (port < 0)
            throw resource_error("{}:{} cannot be listened on: is the port in use? --port N takes another",
                                 options.address, options.port);
        http.lengthen_queue();
        listener = std::thread([this] { http.listen_after_bind(); });
        while (!http.is_running()) std::this_thread::sleep_for(milliseconds(1));
    }

    ServeOptions options;
    const ModelInfo info;
    JobQueue queue;
    LimitedServer http;
    int port = 0;
    std::thread listener;
};

MotionServer::MotionServer(LoadedModel model, const ServeOptions& options) {
    check_options(options);
    impl_ = std::make_unique<Impl>(std::move(model), options);
    impl_->listen();
    spdlog::info("serving {} on {}", model_id_of(impl_->info), url());
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

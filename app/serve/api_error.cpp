#include "app/serve/api_error.h"

#include <new>

#include <spdlog/spdlog.h>

#include "engine/core/error.h"

namespace im::serve {

std::string json_text(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string envelope_of(const ApiError& error) {
    return json_text(
        {{"error", {{"code", error.code}, {"message", error.what()}, {"details", error.details}}}});
}

ApiError api_error_of(std::exception_ptr exception) {
    try {
        std::rethrow_exception(std::move(exception));
    } catch (const ApiError& error) {
        return error;
    } catch (const Error& error) {
        switch (error.kind()) {
            case ErrorKind::Usage:
            case ErrorKind::Input:
                return {400, "invalid_request", error.what()};
            case ErrorKind::Resource:
                return {503, "model_unavailable", error.what()};
            case ErrorKind::Interrupted:
                return {410, "cancelled", "the job was cancelled"};
        }
        return {500, "internal_error", error.what()};
    } catch (const std::bad_alloc&) {
        return {503, "resource_exhausted", "out of memory: a shorter motion or fewer samples need less"};
    } catch (const std::exception& error) {
        spdlog::error("serve: {}", error.what());
    } catch (...) {
        spdlog::error("serve: unknown exception");
    }
    return {500, "internal_error", "the request could not be carried out; the log says why"};
}

}  // namespace im::serve

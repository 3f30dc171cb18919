#pragma once
// What the viewport shows instead of a take of the session, and whose it is. One tenant at a time: when another one
// moves in, the one before is gone with all it showed. Plain data.
//
//   GuardGallery& gallery = state.preview.move_in(GuardGallery{.prompt = 2});
//   state.preview.show(take);
//   if (const BlindTest* test = state.preview.tenant<BlindTest>()) ...  // null: the stage is not the test's

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/studio/state/takes.h"

namespace im::studio {

/// Guard prompts of a fine-tuning run: one before and after, or, without one, all as they are now.
struct GuardGallery {
    std::optional<std::size_t> prompt;
    JobId decoding = 0;  ///< its clips are asked for; 0: they are shown
};

/// Two clips of one prompt at a time, without telling which is which.
struct BlindTest {
    struct Pair {
        std::int64_t left = 0, right = 0;  ///< clips
    };
    std::string prompt;
    std::vector<Pair> pairs;  ///< still to be shown, the last one now
    int total = 0;
};

/// The prompt lab's prompt under review, as the studio's model does it.
struct LabPreview {
    JobId job = 0;
};

/// Two models on one prompt; what they made is the Evaluate panel's (evaluation_state.h).
struct ModelComparison {};
/// The chosen clip beside one of another take.
struct SideBySide {
    JobId left = 0, right = 0;  ///< takes
};

class PreviewStage {
  public:
    /// Null: the stage is somebody else's, or nobody's.
    template <class Tenant>
    Tenant* tenant() {
        return std::get_if<Tenant>(&tenant_);
    }
    template <class Tenant>
    const Tenant* tenant() const {
        return std::get_if<Tenant>(&tenant_);
    }
    /// What is shown; null: nothing yet, and the session's own take is seen.
    Take* take() { return take_ ? &*take_ : nullptr; }
    const Take* take() const { return take_ ? &*take_ : nullptr; }

    template <class Tenant>
    Tenant& move_in(Tenant tenant) {
        take_.reset();
        return tenant_.emplace<Tenant>(std::move(tenant));
    }
    /// What the tenant shows from now on.
    void show(Take take) { take_ = std::move(take); }
    void clear() {
        tenant_ = std::monostate();
        take_.reset();
    }

  private:
    std::variant<std::monostate, GuardGallery, BlindTest, LabPreview, ModelComparison, SideBySide> tenant_;
    std::optional<Take> take_;
};

}  // namespace im::studio

#pragma once
// What the Library panel shows: every clip of the workspace. Plain data.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/studio/state/clip_picture.h"
#include "app/workers/generation_worker.h"
#include "engine/store/clip_index.h"

namespace im::studio {

/// What chosen clips are being decoded for.
enum class LibraryUse { Play, Save };

struct LibraryState {
    ClipIndex index;
    bool changed = true;   ///< the workspace has clips that the index lacks
    bool reading = false;  ///< a background task reads them
    bool read = false;     ///< at least once
    std::string error;     ///< why they cannot be read

    ClipQuery query;
    std::optional<ClipQuery> answered;  ///< what `found` answers, and of which revision of the index
    std::uint64_t answered_revision = 0;
    std::vector<std::size_t> found;  ///< places in the index

    std::set<std::int64_t> chosen;  ///< clips
    std::int64_t anchor = 0;        ///< where a choice with Shift begins
    bool focused = false;           ///< the panel has the keys
    bool search_focus_requested = false;
    bool deletion_asked = false;  ///< for good
    std::string typed_name, typed_tags;
    std::int64_t named = 0;  ///< the clip whose name is being typed; 0: none

    PictureCache pictures;
    std::vector<std::int64_t> wanted;                ///< in sight without a picture, in the frame before
    std::map<JobId, std::int64_t> decoding;          ///< pictures that are being made
    std::map<std::int64_t, std::string> no_picture;  ///< why there is none

    struct Opening {
        JobId job = 0;
        LibraryUse use = LibraryUse::Play;
        std::vector<std::int64_t> clips = {};
    };
    std::optional<Opening> opening;
    bool save_ready = false;  ///< SaveForm::clips are decoded: the dialog is to open

    /// Which clips the active model can decode: by the folder of the model that made them whether that has the same
    /// tokenizer. Found in the background.
    std::map<std::string, bool> same_tokenizer;
    std::string same_as;  ///< the folder that they were compared with
    bool comparing = false;
};

}  // namespace im::studio

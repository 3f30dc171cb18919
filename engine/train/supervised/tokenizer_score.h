#pragma once
// How well the tokenizer gives motions back.

#include <map>
#include <string>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/model/model_folder.h"

namespace im {

struct TokenizerScore {
    double local_mm = 0;  ///< mean joint error, root-aligned (root's x, z and heading taken out), millimetres
    double global_mm = 0;      ///< mean joint error in the world, first frame aligned, millimetres
    double skate_mm = 0;       ///< horizontal speed of feet that the data say rest, mm/frame, reconstruction
    double skate_data_mm = 0;  ///< the same measure on the data
    double codes_used = 0;     ///< number of codes that occur
    std::map<std::string, double> values() const;
};

/// Whole clips, in evaluation mode.
TokenizerScore score_tokenizer(Tokenizer& tokenizer, const std::vector<const CaptionedMotion*>& clips,
                               const Skeleton& skeleton);

}  // namespace im

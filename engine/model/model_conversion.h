#pragma once
// The checkpoints that researchers published, made into a model folder: safetensors and model.json, which
// every command and the studio read. Nothing in a checkpoint is executed (io/torch_pickle.h).
//
//   {"net": ...}     T2M-GPT's VQ-VAE, HumanML3D or KIT-ML  -> tokenizer.safetensors
//   {"trans": ...}   T2M-GPT's transformer                  -> generator.safetensors
//   finest.tar       the evaluator of Guo et al.            -> evaluator.safetensors, evaluator_words.txt
//   ViT-B-32.pt      OpenAI's CLIP, state dict or archive   -> clip.safetensors, bpe_simple_vocab_16e6.txt.gz

#include <filesystem>
#include <string>
#include <vector>

namespace im {

struct ConversionOptions {
    /// Folder of Mean.npy and Std.npy (or mean.npy, std.npy) that the tokenizer or evaluator was trained
    /// with. Empty: beside the checkpoint, or in "meta" there or one folder up.
    std::filesystem::path statistics;
    std::filesystem::path words;       ///< our_vab_*: folder; empty: beside the checkpoint, or "glove" there
    std::filesystem::path vocabulary;  ///< CLIP's; empty: the one that the set-up fetched
    int heads = 16;                    ///< of the transformer; no checkpoint tells it
    int dilation_growth = 3;           ///< of the VQ-VAE; the same
    bool half = false;                 ///< store 16-bit floats
};

struct ConvertedCheckpoint {
    std::filesystem::path source;
    std::string kind;   ///< "tokenizer", "generator", "evaluator", "clip"
    std::string sizes;  ///< for people
};

struct ConversionReport {
    std::vector<ConvertedCheckpoint> done;
    /// What the folder lacks to generate motion; empty: it runs. Also empty where only an evaluator is in it.
    std::vector<std::string> missing;
};

/// Adds to `folder`, which is made if missing; a part of the same kind is replaced. Throws Input naming the
/// file: not a checkpoint, none of the four kinds, missing or wrong tensors (all listed), statistics or words
/// missing, a tokenizer and a generator with different codebooks. Resource where the disk says no.
ConversionReport convert_checkpoints(const std::vector<std::filesystem::path>& files,
                                     const std::filesystem::path& folder, const ConversionOptions& options);

}  // namespace im

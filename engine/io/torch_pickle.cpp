#include "engine/io/torch_pickle.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/stored_zip.h"
#include "engine/io/unpickler.h"

namespace im {
namespace {

using Bytes = std::span<const std::byte>;
using Storages = std::map<std::string, Bytes, std::less<>>;

constexpr int kDepthMax = 32;
constexpr std::size_t kEntriesMax = 1u << 20;
// The pickled number that opens files before torch 1.6.
constexpr std::string_view kLegacyMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e", 15);

std::int64_t item_size(std::string_view dtype) {
    if (dtype == "F64" || dtype == "I64") return 8;
    if (dtype == "F32" || dtype == "I32") return 4;
    if (dtype == "F16" || dtype == "BF16" || dtype == "I16") return 2;
    return 1;
}

/// Number of elements, unless it is beyond `limit`.
std::optional<std::int64_t> product(const std::vector<std::int64_t>& shape, std::int64_t limit) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
    std::int64_t count = 1;
    for (const auto size : shape) {
        if (size > limit / count) return std::nullopt;
        count *= size;
    }
    return count;
}

bool is_contiguous(const pickle::Tensor& tensor) {
    std::int64_t expected = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        if (tensor.shape[i] == 0) return true;
        if (tensor.shape[i] != 1 && tensor.strides[i] != expected) return false;
        expected *= tensor.shape[i];
    }
    return true;
}

/// True when the last element lies inside a storage of `elements`.
bool fits(const pickle::Tensor& tensor, std::int64_t elements) {
    if (std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end()) return true;
    auto room = elements - tensor.offset - 1;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const auto steps = tensor.shape[i] - 1;
        if (steps > 0 && tensor.strides[i] > room / steps) return false;
        room -= steps * tensor.strides[i];
    }
    return room >= 0;
}

std::vector<std::byte> rearranged(const pickle::Tensor& tensor, Bytes storage, std::int64_t count) {
    const auto size = item_size(tensor.storage.dtype);
    std::vector<std::byte> out(static_cast<std::size_t>(count * size));
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    auto from = tensor.offset;
    for (std::int64_t i = 0; i < count; ++i) {
        std::memcpy(out.data() + i * size, storage.data() + from * size, static_cast<std::size_t>(size));
        for (std::size_t axis = index.size(); axis-- > 0;) {  // an odometer
            if (tensor.shape[axis] == 1) continue;            // its stride may be anything
            from += tensor.strides[axis];
            if (++index[axis] < tensor.shape[axis]) break;
            from -= tensor.strides[axis] * tensor.shape[axis];
            index[axis] = 0;
        }
    }
    return out;
}

/// Walks the unpickled value and gathers tensors and numbers.
class Gatherer {
  public:
    Gatherer(const Storages& storages, const std::string& place, std::uint64_t copy_bytes_max)
        : storages_(storages), place_(place), copy_bytes_left_(copy_bytes_max) {}

    std::map<std::string, TensorView> tensors;
    std::map<std::string, double> numbers;
    std::vector<std::vector<std::byte>> copies;

    void visit(const pickle::Value& value, const std::string& path, int depth = 0) {
        if (depth > kDepthMax || ++visited_ > kEntriesMax || path.size() > 4096) {
            throw input_error("{}: nested deeper or wider than a checkpoint is", place_);
        }
        const auto below = [&](const std::string& name) { return path.empty() ? name : path + "." + name; };
        if (const auto* dict = std::get_if<pickle::Dict>(&value.is)) {
            for (const auto& [key, item] : *dict->items) {
                if (const auto* text = std::get_if<std::string_view>(&key.is)) {
                    visit(item, below(std::string(*text)), depth + 1);
                } else if (const auto* number = std::get_if<std::int64_t>(&key.is)) {
                    visit(item, below(std::to_string(*number)), depth + 1);
                }
            }
        } else if (const auto* list = std::get_if<pickle::List>(&value.is)) {
            for (std::size_t i = 0; i < list->items->size(); ++i) {
                visit((*list->items)[i], below(std::to_string(i)), depth + 1);
            }
        } else if (const auto* tensor = std::get_if<const pickle::Tensor*>(&value.is)) {
            tensors[path] = view(**tensor, path);
        } else if (const auto* whole = std::get_if<std::int64_t>(&value.is)) {
            numbers[path] = static_cast<double>(*whole);
        } else if (const auto* real = std::get_if<double>(&value.is)) {
            numbers[path] = *real;
        }
    }

  private:
    TensorView view(const pickle::Tensor& tensor, const std::string& path) {
        const auto found = storages_.find(tensor.storage.key);
        if (found == storages_.end()) throw input_error("{}: {}: its data are missing", place_, path);
        const auto size = item_size(tensor.storage.dtype);
        const auto elements =
            std::min(tensor.storage.elements, static_cast<std::int64_t>(found->second.size()) / size);
        const auto count = product(tensor.shape, elements);
        if (tensor.shape.size() != tensor.strides.size() || !count || !fits(tensor, elements)) {
            throw input_error("{}: {}: reaches beyond its data of {} values (truncated?)", place_, path,
                              elements);
        }
        Bytes data;
        if (is_contiguous(tensor)) {
            data = found->second.subspan(static_cast<std::size_t>(*count == 0 ? 0 : tensor.offset * size),
                                         static_cast<std::size_t>(*count * size));
        } else {
            const auto bytes = static_cast<std::uint64_t>(*count * size);
            if (bytes > copy_bytes_left_)
                throw input_error("{}: {}: its data are shared too often", place_, path);
            copy_bytes_left_ -= bytes;
            copies.push_back(rearranged(tensor, found->second, *count));
            data = copies.back();
        }
        return {std::string(tensor.storage.dtype), tensor.shape, data};
    }

    const Storages& storages_;
    const std::string& place_;
    std::uint64_t copy_bytes_left_;
    std::size_t visited_ = 0;
};

/// <name>/data.pkl and <name>/data/KEY, since torch 1.6; TorchScript archives are alike.
void read_zip(Bytes bytes, Gatherer& gatherer, Storages& storages, const std::string& place) {
    const auto entries = stored_zip_entries(bytes, place);
    constexpr std::string_view pickle_name = "/data.pkl";
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& entry) { return entry.first.ends_with(pickle_name); });
    if (found == entries.end()) throw input_error("{}: expected an archive with data.pkl, found none", place);
    const std::string root = found->first.substr(0, found->first.size() - pickle_name.size());
    if (const auto order = entries.find(root + "/byteorder"); order != entries.end()) {
        const std::string_view text(reinterpret_cast<const char*>(order->second.data()),
                                    order->second.size());
        if (text != "little")
            throw input_error("{}: expected little-endian data, found \"{}\"", place, text.substr(0, 20));
    }
    const std::string data = root + "/data/";
    for (const auto& [name, content] : entries) {
        if (name.starts_with(data)) storages.emplace(name.substr(data.size()), content);
    }
    pickle::Unpickler unpickler(found->second, place + ": " + found->first);
    gatherer.visit(unpickler.run(), "");
}

/// Before torch 1.6: magic number, protocol, system, object and list of storage keys, each a pickle; then the
/// storages in that order, each a count of 8 bytes and the values.
void read_legacy(Bytes bytes, Gatherer& gatherer, Storages& storages, const std::string& place) {
    auto rest = bytes.subspan(kLegacyMagic.size());
    const auto skip = [&] {
        pickle::Unpickler unpickler(rest, place);
        unpickler.run();
        rest = rest.subspan(unpickler.position());
    };
    skip();
    skip();
    pickle::Unpickler object(rest, place);
    const auto value = object.run();
    rest = rest.subspan(object.position());

    // The stream does not say how wide a storage's values are; the tensors do.
    std::map<std::string_view, std::int64_t> widths;
    for (const auto& tensor : object.tensors()) widths[tensor.storage.key] = item_size(tensor.storage.dtype);

    pickle::Unpickler keys(rest, place);
    const auto list = keys.run();
    rest = rest.subspan(keys.position());
    const auto* order = std::get_if<pickle::List>(&list.is);
    if (order == nullptr) throw input_error("{}: expected the list of storages, found something else", place);
    for (const auto& item : *order->items) {
        const auto* key = std::get_if<std::string_view>(&item.is);
        const auto width = key == nullptr ? widths.end() : widths.find(*key);
        if (width == widths.end()) throw input_error("{}: a storage that no tensor names", place);
        std::uint64_t count = 0;
        if (rest.size() < sizeof count) throw input_error("{}: truncated before storage {}", place, *key);
        std::memcpy(&count, rest.data(), sizeof count);
        rest = rest.subspan(sizeof count);
        if (count > rest.size() / static_cast<std::uint64_t>(width->second)) {
            throw input_error("{}: storage {}: expected {} values of {} bytes, found {} bytes (truncated?)",
                              place, *key, count, width->second, rest.size());
        }
        const auto size = static_cast<std::size_t>(count) * static_cast<std::size_t>(width->second);
        storages.emplace(*key, rest.first(size));
        rest = rest.subspan(size);
    }
    gatherer.visit(value, "");
}

}  // namespace

TorchCheckpoint TorchCheckpoint::read(const std::filesystem::path& file) {
    TorchCheckpoint checkpoint;
    checkpoint.bytes_ = read_bytes(file);
    const Bytes bytes = checkpoint.bytes_;
    const std::string place = file.string();
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                                 std::min(bytes.size(), kLegacyMagic.size()));

    Storages storages;
    Gatherer gatherer(storages, place, bytes.size());
    if (looks_like_zip(bytes)) {
        read_zip(bytes, gatherer, storages, place);
    } else if (start == kLegacyMagic) {
        read_legacy(bytes, gatherer, storages, place);
    } else {
        throw input_error("{}: expected a file written by torch.save, found something else", place);
    }
    checkpoint.tensors_ = std::move(gatherer.tensors);
    checkpoint.numbers_ = std::move(gatherer.numbers);
    checkpoint.copies_ = std::move(gatherer.copies);
    return checkpoint;
}

}  // namespace im

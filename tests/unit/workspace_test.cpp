#include "engine/store/workspace.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class WorkspaceTest : public testing::Test {
  protected:
    ClipRecord bow(int variation = 0) {
        ClipRecord clip;
        clip.prompt = "a person bows";
        clip.tokens = {3, 1023, 0, 511};
        clip.seed = 18446744073709551615ull;
        clip.variation = variation;
        clip.sampling = {0.8, 40, 0.9, 2.0};
        clip.seconds = 3.2;
        clip.model = "starter";
        return clip;
    }
    test::TemporaryFolder folder;
};

TEST_F(WorkspaceTest, AClipComesBackWithAllThatIsNeededToMakeItAgain) {
    std::int64_t id;
    {
        Workspace workspace(folder.path());
        id = workspace.add_clip(bow(2));
    }
    Workspace workspace(folder.path());
    const auto clip = workspace.clip(id);
    ASSERT_TRUE(clip);
    EXPECT_EQ(clip->tokens, (std::vector<int>{3, 1023, 0, 511}));
    EXPECT_EQ(clip->seed, 18446744073709551615ull);
    EXPECT_EQ(clip->variation, 2);
    EXPECT_EQ(clip->sampling.top_k, 40);
    EXPECT_DOUBLE_EQ(clip->sampling.guidance, 2.0);
    EXPECT_DOUBLE_EQ(clip->seconds.value(), 3.2);
    EXPECT_FALSE(clip->reward);
    EXPECT_GT(clip->made, 1.6e9);
    EXPECT_FALSE(workspace.clip(id + 1));
}

TEST_F(WorkspaceTest, SearchFindsAllWordsInPromptNameAndTags) {
    Workspace workspace(folder.path());
    const auto a = workspace.add_clip(bow());
    ClipRecord other = bow();
    other.prompt = "a person walks 100% of the way";
    const auto b = workspace.add_clip(other);
    workspace.rename_clip(a, "deep", "greeting hall_1");
    EXPECT_EQ(workspace.clips({.search = "BOWS greeting"}).size(), 1u);
    EXPECT_EQ(workspace.clips({.search = "100%"}).at(0).id, b);
    EXPECT_EQ(workspace.clips({.search = "hall_1"}).size(), 1u);
    EXPECT_EQ(workspace.clips({.search = "hallX1"}).size(), 0u) << "_ is no wildcard";
    EXPECT_EQ(workspace.clips({.search = "'; DROP TABLE clips; --"}).size(), 0u);
    EXPECT_EQ(workspace.clips().size(), 2u);
    EXPECT_EQ(workspace.clips({.limit = 1}).at(0).id, b) << "newest first";
}

TEST_F(WorkspaceTest, RatingsAndComparisonsAreKeptAndChecked) {
    Workspace workspace(folder.path());
    const auto a = workspace.add_clip(bow(0)), b = workspace.add_clip(bow(1));
    ClipRecord other = bow();
    other.prompt = "a person sits";
    const auto c = workspace.add_clip(other);
    workspace.rate(a, 5);
    EXPECT_EQ(workspace.clip(a)->rating, 5);
    EXPECT_EQ(workspace.clips({.rated_only = true}).size(), 1u);
    workspace.rate(a, 0);
    EXPECT_EQ(workspace.clips({.rated_only = true}).size(), 0u);
    EXPECT_THROW(workspace.rate(a, 6), Error);
    EXPECT_THROW(workspace.rate(99, 3), Error);
    workspace.compare(a, b);
    ASSERT_EQ(workspace.comparisons().size(), 1u);
    EXPECT_EQ(workspace.comparisons()[0].better, a);
    EXPECT_THROW(workspace.compare(a, a), Error);
    EXPECT_THROW(workspace.compare(a, c), Error) << "clips of two prompts";
    workspace.delete_clip(b);
    EXPECT_TRUE(workspace.comparisons().empty());
}

TEST_F(WorkspaceTest, AClipInTheTrashIsNotListedAndComesBackAsItWas) {
    Workspace workspace(folder.path());
    const auto a = workspace.add_clip(bow(0)), b = workspace.add_clip(bow(1));
    workspace.rate(a, 4);
    workspace.compare(a, b);
    workspace.trash_clip(a, true);
    ASSERT_EQ(workspace.clips().size(), 1u);
    EXPECT_EQ(workspace.clips()[0].id, b);
    EXPECT_EQ(workspace.clips({.with_trash = true}).size(), 2u);
    EXPECT_TRUE(workspace.clip(a)->trashed);
    workspace.trash_clip(a, false);
    EXPECT_EQ(workspace.clips().size(), 2u);
    EXPECT_EQ(workspace.clip(a)->rating, 4);
    EXPECT_EQ(workspace.comparisons().size(), 1u);
}

TEST_F(WorkspaceTest, WhatWasAddedSinceIsReadAlone) {
    Workspace workspace(folder.path());
    const auto a = workspace.add_clip(bow(0)), b = workspace.add_clip(bow(1));
    const auto added = workspace.clips({.after = a});
    ASSERT_EQ(added.size(), 1u);
    EXPECT_EQ(added[0].id, b);
    EXPECT_TRUE(workspace.clips({.after = b}).empty());
}

TEST_F(WorkspaceTest, ANewFolderMayBeOpenedByManyThreadsAtOnce) {
    for (int round = 0; round < 8; ++round) {
        const auto shared = folder / std::to_string(round);
        std::atomic<int> failures = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                try {
                    Workspace(shared).add_prompt("a person walks");
                } catch (const Error&) {
                    ++failures;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(failures, 0);
        EXPECT_EQ(Workspace(shared).prompts(9).size(), 1u);
    }
}

TEST_F(WorkspaceTest, PromptsAreOnceEachNewestFirst) {
    Workspace workspace(folder.path());
    for (const char* text : {"walk", "bow", "walk"}) workspace.add_prompt(text);
    EXPECT_THAT(workspace.prompts(), ElementsAre("walk", "bow"));
}

TEST_F(WorkspaceTest, ARunIsListedWithHowItEnded) {
    Workspace workspace(folder.path());
    const auto run =
        workspace.add_run({.name = "mine", .folder = "/tmp/mine", .base_model = "starter", .config = "{}"});
    workspace.update_run(run, RunStatus::Completed, 0.4, 0.5);
    EXPECT_EQ(workspace.runs().at(0).status, RunStatus::Completed);
    EXPECT_DOUBLE_EQ(workspace.runs().at(0).judge_after.value(), 0.5);
}

TEST_F(WorkspaceTest, AKilledProgramLosesNothingThatWasWritten) {
    { Workspace create(folder.path()); }
    const pid_t child = fork();
    if (child == 0) {
        Workspace workspace(folder.path());
        workspace.add_clip(bow());
        workspace.add_prompt("a person bows");
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    Workspace workspace(folder.path());
    EXPECT_EQ(workspace.clips().size(), 1u);
    EXPECT_EQ(workspace.prompts().size(), 1u);
}

TEST_F(WorkspaceTest, TwoConnectionsSeeEachOthersWork) {
    Workspace a(folder.path()), b(folder.path());
    a.add_clip(bow());
    EXPECT_EQ(b.clips().size(), 1u);
    b.add_clip(bow());
    EXPECT_EQ(a.clips().size(), 2u);
}

TEST_F(WorkspaceTest, ADamagedOrNewerDatabaseIsNamedAndLeftAlone) {
    const auto file = folder.path() / "workspace.db";
    std::ofstream(file)
        << "this is not a database, and it is long enough to be looked at by the library as one would be";
    try {
        Workspace workspace(folder.path());
        FAIL() << "opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        EXPECT_THAT(error.what(), HasSubstr("workspace.db"));
    }
    std::filesystem::remove(file);
    { Database(file).run("PRAGMA user_version = 99"); }
    try {
        Workspace workspace(folder.path());
        FAIL() << "opened";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("newer version"));
    }
}

/// workspace.db as the first version of the program made it, with one row or two in each table.
void make_first_format(const std::filesystem::path& file) {
    Database database(file);
    for (const char* sql : {
             "CREATE TABLE prompts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, used REAL NOT NULL)",
             "CREATE TABLE clips (id INTEGER PRIMARY KEY, prompt TEXT NOT NULL, tokens BLOB NOT NULL, "
             "seed INTEGER NOT NULL, variation INTEGER NOT NULL, temperature REAL NOT NULL, "
             "top_k INTEGER NOT NULL, top_p REAL NOT NULL, guidance REAL NOT NULL, seconds REAL, "
             "model TEXT NOT NULL, model_folder TEXT NOT NULL, name TEXT NOT NULL, tags TEXT NOT NULL, "
             "made REAL NOT NULL, reward REAL, judge REAL, "
             "rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5))",
             "CREATE TABLE comparisons (id INTEGER PRIMARY KEY, "
             "better INTEGER NOT NULL REFERENCES clips (id) ON DELETE CASCADE, "
             "worse INTEGER NOT NULL REFERENCES clips (id) ON DELETE CASCADE, made REAL NOT NULL)",
             "CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folder TEXT NOT NULL, "
             "base_model TEXT NOT NULL, config TEXT NOT NULL, status INTEGER NOT NULL, "
             "started REAL NOT NULL, judge_before REAL, judge_after REAL)",
             "CREATE TABLE metrics (run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
             "name TEXT NOT NULL, iteration INTEGER NOT NULL, value REAL NOT NULL, "
             "PRIMARY KEY (run, name, iteration)) WITHOUT ROWID",
             "CREATE INDEX clips_made ON clips (made)",
             "PRAGMA user_version = 1",
             "INSERT INTO prompts VALUES (1, 'a person bows', 1700000000)",
             "INSERT INTO clips VALUES (4, 'a person bows', X'0300FF03', -1, 2, 0.8, 40, 0.9, 2.0, 3.2, "
             "'starter', '/models/starter', 'deep', 'greeting hall', 1700000001, -0.5, 0.25, 5)",
             "INSERT INTO clips VALUES (9, 'a person bows', X'', 7, 0, 1, 0, 1, 1.5, NULL, 'starter', '', "
             "'', "
             "'', 1700000002, NULL, NULL, 0)",
             "INSERT INTO comparisons VALUES (3, 4, 9, 1700000003)",
             "INSERT INTO runs VALUES (2, 'mine', '/runs/mine', 'starter', '{\"a\": 1}', 2, 1700000004, 0.4, "
             "0.5)",
             "INSERT INTO metrics VALUES (2, 'reward.mean', 1, -1.5)",
             "INSERT INTO metrics VALUES (2, 'reward.mean', 2, -1.25)",
         })
        database.run(sql);
}

std::int64_t number_of(const std::filesystem::path& file, const std::string& sql) {
    Database database(file);
    auto row = database.prepare(sql);
    return row.step() ? row.integer(0) : -1;
}

TEST_F(WorkspaceTest, ADatabaseOfTheFirstFormatKeepsAllThatIsInIt) {
    const auto file = folder / "workspace.db";
    make_first_format(file);
    for (const char* round : {"brought up to date", "opened again"}) {
        SCOPED_TRACE(round);
        Workspace workspace(folder.path());
        EXPECT_THAT(workspace.prompts(), ElementsAre("a person bows"));
        const auto clip = workspace.clip(4);
        ASSERT_TRUE(clip);
        EXPECT_EQ(clip->prompt, "a person bows");
        EXPECT_EQ(clip->tokens, (std::vector<int>{3, 1023}));
        EXPECT_EQ(clip->seed, 18446744073709551615ull);
        EXPECT_EQ(clip->variation, 2);
        EXPECT_EQ(clip->sampling, (SamplingOptions{0.8, 40, 0.9, 2.0}));
        EXPECT_EQ(clip->seconds, 3.2);
        EXPECT_EQ(clip->model, "starter");
        EXPECT_EQ(clip->model_folder, "/models/starter");
        EXPECT_EQ(clip->name, "deep");
        EXPECT_EQ(clip->tags, "greeting hall");
        EXPECT_EQ(clip->made, 1700000001);
        EXPECT_EQ(clip->reward, -0.5);
        EXPECT_EQ(clip->judge, 0.25);
        EXPECT_EQ(clip->rating, 5);
        const auto other = workspace.clip(9);
        ASSERT_TRUE(other);
        EXPECT_FALSE(other->seconds);
        EXPECT_FALSE(other->reward);
        ASSERT_EQ(workspace.comparisons().size(), 1u);
        EXPECT_EQ(workspace.comparisons()[0].better, 4);
        EXPECT_EQ(workspace.comparisons()[0].worse, 9);
        ASSERT_EQ(workspace.runs().size(), 1u);
        const auto run = workspace.runs()[0];
        EXPECT_EQ(run.name, "mine");
        EXPECT_EQ(run.config, "{\"a\": 1}");
        EXPECT_EQ(run.status, RunStatus::Completed);
        EXPECT_EQ(run.judge_after, 0.5);
    }
    EXPECT_EQ(number_of(file, "PRAGMA user_version"), 4);
    EXPECT_EQ(number_of(file, "SELECT count(*) FROM sqlite_master WHERE name = 'metrics'"), 0)
        << "curves are in the runs' folders";
    Workspace workspace(folder.path());
    workspace.delete_clip(9);
    EXPECT_TRUE(workspace.comparisons().empty());
}

/// As the second format left it: with the first one's curves and the indices of comparisons.
void make_second_format(const std::filesystem::path& file) {
    make_first_format(file);
    Database database(file);
    for (const char* sql :
         {"CREATE INDEX comparisons_better ON comparisons (better)",
          "CREATE INDEX comparisons_worse ON comparisons (worse)", "PRAGMA user_version = 2"})
        database.run(sql);
}

TEST_F(WorkspaceTest, ADatabaseOfTheSecondFormatKeepsItsRunsWithoutTheirCurves) {
    const auto file = folder / "workspace.db";
    make_second_format(file);
    {
        Workspace workspace(folder.path());
        ASSERT_EQ(workspace.runs().size(), 1u);
        EXPECT_EQ(workspace.runs()[0].folder, "/runs/mine");
        EXPECT_EQ(workspace.runs()[0].judge_before, 0.4);
        EXPECT_EQ(workspace.clips().size(), 2u);
        EXPECT_EQ(workspace.comparisons().size(), 1u);
    }
    EXPECT_EQ(number_of(file, "PRAGMA user_version"), 4);
    EXPECT_EQ(number_of(file, "SELECT count(*) FROM sqlite_master WHERE name = 'metrics'"), 0);
}

/// As the third format left it: without curves, and without a trash.
void make_third_format(const std::filesystem::path& file) {
    make_second_format(file);
    Database database(file);
    for (const char* sql : {"DROP TABLE metrics", "PRAGMA user_version = 3"}) database.run(sql);
}

TEST_F(WorkspaceTest, ADatabaseOfTheThirdFormatKeepsItsClipsOutsideOfTheTrash) {
    const auto file = folder / "workspace.db";
    make_third_format(file);
    for (const char* round : {"brought up to date", "opened again"}) {
        SCOPED_TRACE(round);
        Workspace workspace(folder.path());
        ASSERT_EQ(workspace.clips({.with_trash = true}).size(), 2u);
        EXPECT_EQ(workspace.clip(9)->trashed, round == std::string("opened again"));
        EXPECT_EQ(workspace.clip(4)->rating, 5);
        EXPECT_EQ(workspace.comparisons().size(), 1u);
        workspace.trash_clip(9, true);
    }
    EXPECT_EQ(number_of(file, "PRAGMA user_version"), 4);
}

TEST_F(WorkspaceTest, AnUpgradedDatabaseIsLikeANewOne) {
    for (const char* name : {"old", "second", "third"}) std::filesystem::create_directory(folder / name);
    make_first_format(folder / "old" / "workspace.db");
    make_second_format(folder / "second" / "workspace.db");
    make_third_format(folder / "third" / "workspace.db");
    const auto tables = [&](const char* name) {
        { Workspace workspace(folder / name); }
        Database database(folder / name / "workspace.db");
        auto rows = database.prepare(
            "SELECT type || ' ' || name || ' of ' || tbl_name FROM sqlite_master ORDER BY 1");
        std::vector<std::string> found;
        while (rows.step()) found.push_back(rows.text(0));
        return found;
    };
    EXPECT_EQ(tables("old"), tables("new"));
    EXPECT_EQ(tables("second"), tables("new"));
    EXPECT_EQ(tables("third"), tables("new"));
}

TEST_F(WorkspaceTest, AnUpgradeThatFailsLeavesTheDatabaseAsItWas) {
    const auto file = folder / "workspace.db";
    make_first_format(file);
    { Database(file).run("CREATE TABLE comparisons_worse (x)"); }  // in the way of the second change
    EXPECT_THROW(Workspace{folder.path()}, Error);
    EXPECT_EQ(number_of(file, "PRAGMA user_version"), 1);
    EXPECT_EQ(number_of(file, "SELECT count(*) FROM sqlite_master WHERE name = 'comparisons_better'"), 0);
    EXPECT_EQ(number_of(file, "SELECT count(*) FROM clips"), 2);
}

TEST_F(WorkspaceTest, ChangesMadeTogetherAreKeptAllOrNone) {
    Workspace workspace(folder.path());
    workspace.together([&] {
        workspace.add_clip(bow(0));
        workspace.add_clip(bow(1));
    });
    EXPECT_EQ(workspace.clips().size(), 2u);
    EXPECT_THROW(workspace.together([&] {
        workspace.add_clip(bow(2));
        workspace.rate(99, 3);
    }),
                 Error);
    EXPECT_EQ(workspace.clips().size(), 2u);
    workspace.add_clip(bow(3));
    EXPECT_EQ(workspace.clips().size(), 3u) << "and it goes on";
}

TEST_F(WorkspaceTest, AFolderThatCannotBeMadeIsAClearError) {
    std::ofstream(folder.path() / "file") << "x";
    try {
        Workspace workspace(folder.path() / "file" / "workspace");
        FAIL() << "opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Resource);
    }
}

}  // namespace
}  // namespace im

// Tables of an evaluation: for people, for spreadsheets, and read back from what was kept.
#include "engine/evaluate/evaluation_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

EvaluationReport report_of_two_rows() {
    EvaluationReport report;
    report.model = "starter";
    report.data = "walks, \"slow\"";
    report.items = 64;
    report.items_per_repeat = 64;
    report.repeats = 3;
    report.rows = {{"Real motion", {{figure::kTop[0], {0.8312, 0.004}}, {figure::kFootSkate, {7.25, 0.5}}}},
                   {"starter, \"guided\", 2",
                    {{figure::kTop[0], {0.7861, 0.01}},
                     {figure::kFid, {1.5, 0.25}},
                     {figure::kFootSkate, {14.2, 1}},
                     {figure::kFollowed, {0.555, 0.1}}}}};
    report.notes = {"64 of 300 clips, drawn at random"};
    report.motions = 192;
    report.generation_seconds = 12;
    return report;
}

TEST(EvaluationReport, HasThePapersTableAndOneOfWhatTheyLeaveOut) {
    const auto tables = tables_of(report_of_two_rows());
    ASSERT_EQ(tables.size(), 2u);
    EXPECT_THAT(tables[0].columns, ElementsAre("R-Precision Top-1 ↑", "FID ↓"));
    EXPECT_THAT(tables[0].rows[0].cells, ElementsAre("0.831 ± 0.004", "-"))
        << "captured motion has no FID here";
    EXPECT_THAT(tables[1].columns, ElementsAre("both in order, %", "foot skating, cm/s ↓"));
    EXPECT_THAT(tables[1].rows[1].cells, ElementsAre("55.5 ± 10.0", "14.20 ± 1.00"));
}

TEST(EvaluationReport, AReportWithoutFiguresHasNoTable) {
    EXPECT_TRUE(tables_of({}).empty());
    EXPECT_THAT(to_markdown(EvaluationReport{}), Not(HasSubstr("|")));
    EXPECT_EQ(to_csv({}), "row\n");
}

TEST(EvaluationReport, AsCsvHasALineARowAndQuotesWhatHasToBe) {
    EXPECT_EQ(to_csv(report_of_two_rows()),
              "row,composition_followed,composition_followed_interval,fid,fid_interval,foot_skate_cm_per_s,"
              "foot_skate_cm_per_s_interval,r_precision_top1,r_precision_top1_interval\n"
              "Real motion,,,,,7.25,0.5,0.8312,0.004\n"
              "\"starter, \"\"guided\"\", 2\",0.555,0.1,1.5,0.25,14.2,1,0.7861,0.01\n");
}

TEST(EvaluationReport, AsMarkdownItsRowsCannotBreakTheTable) {
    auto report = report_of_two_rows();
    report.rows[1].name = "a|b";
    const auto text = to_markdown(report);
    EXPECT_THAT(text, HasSubstr("| a/b | 0.786 ± 0.010 | 1.500 ± 0.250 |\n"));
    EXPECT_THAT(text, HasSubstr("- 64 of 300 clips, drawn at random\n"));
}

TEST(EvaluationReport, WhatWasKeptIsReadAgain) {
    const auto report = report_of_two_rows();
    EXPECT_EQ(to_json(evaluation_report_from(to_json(report))), to_json(report));
}

TEST(EvaluationReport, WhatCannotBeReadIsLeftOut) {
    const auto report = evaluation_report_from(nlohmann::json::parse(
        R"({"model": 3, "items": "many", "repeats": 2, "rows": [7, {"name": "x", "figures":
            {"fid": {"mean": 1}, "seconds": {"mean": 4, "interval": 0}}}], "notes": [1, "kept"]})"));
    EXPECT_EQ(report.model, "");
    EXPECT_EQ(report.items, 0);
    EXPECT_EQ(report.repeats, 2);
    ASSERT_EQ(report.rows.size(), 1u);
    EXPECT_EQ(report.rows[0].figures.size(), 1u) << "a mean without its interval is none";
    EXPECT_THAT(report.notes, ElementsAre("kept"));
    EXPECT_TRUE(evaluation_report_from(nlohmann::json(3)).rows.empty());
}

}  // namespace
}  // namespace im::test

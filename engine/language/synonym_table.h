#pragma once
// The table behind synonyms.h, as text. A line is a set of names for one motion, divided by " / ", each in
// the third person; lines that begin with spaces go on with the line before.
//
//   P  somebody's or "the"      S  left or right      N  once, twice, three times      #  a number word
//   *  at the end: whatever follows is kept; without it only a style, a speed or another action may follow
//   ^  in front: replaced only where it comes first: "squats down and stands up" has no seat to get up from
//   >  in front: said, but not replaced: it could also mean something else
//
// What a name says of sides and counts must be in the name that it replaces.

#include <string_view>

namespace im {

std::string_view moving_synonyms();   ///< going, turning
std::string_view leg_synonyms();      ///< jumping, legs, sitting, lying, standing
std::string_view gesture_synonyms();  ///< hands, head
std::string_view thing_synonyms();    ///< things in hand, sport, music, fight, dance
std::string_view style_synonyms();    ///< the ends of predicates, styles and speeds, without marks

}  // namespace im

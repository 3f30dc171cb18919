#include "engine/language/synonym_table.h"

namespace im {

// Over 80 lines, for it is one table: a line is a motion.
std::string_view gesture_synonyms() {
    return R"(
extends both arms to the left and right / >puts both arms out to the sides / >stretches both arms out
    sideways / >makes a t-pose / >spreads both arms wide
stretches upwards, then lowers P arms to the sides / >stretches up, then lets P arms down at the sides /
    >reaches up high and brings P arms down again / >reaches for the ceiling and lowers P arms
raises P S hand / puts P S hand up / holds up P S hand / raises the S arm and brings it back down /
    lifts P S arm up and lowers it again / >lifts P S hand / >raises P S arm / >lifts P S arm / >puts up
    P S hand / >holds P S arm up / >puts P S hand in the air / >sticks P S hand up / >sticks P S arm up
    / >puts P S arm up / >gets P S hand up
raises both hands / puts both hands up / holds up both hands / raises both arms and brings them back
    down / lifts both arms up and lowers them again / >lifts both hands / >raises both arms / >puts P
    hands up / >raises P hands / >puts both arms in the air / >holds both arms up / lifts both arms /
    >puts P arms up / >sticks both hands up / >throws both hands up / >raises P arms / >lifts P arms /
    >lifts P hands
^waves / lifts a hand and waves hello / greets someone with a wave / waves hello / >gives a wave / >says
    hi with a wave / >waves P hand / >waves at someone / >waves a hand / >says hello with a wave / >does
    a wave / >gives a little wave / >says hi / >says hello / >greets someone / >gives someone a wave /
    >waves hi / >greets with a hand / >waves to a friend / >waves to someone / >waves at the camera /
    >moves a raised hand from side to side / >performs a wave / >greets by waving / >waves a greeting /
    >swings a raised hand to and fro / >makes a waving gesture / >does a hand wave
waves with P S hand / waves P S hand / raises P S hand and waves / greets someone by waving P S arm /
    waves hello with the S hand / >waves P S arm / >waves using P S hand / >waves hi with P S hand /
    >gives a wave with P S hand / >lifts P S hand and waves / waves the S hand / >does a wave with P S
    hand / >says hello with P S hand / >moves P raised S hand from side to side / >shakes P raised S
    hand in greeting / >waves at someone with P S hand / >waves P S arm in greeting / >performs a wave
    with the S hand / >makes a waving motion with P S hand / >says hi with the S hand / >lifts the S arm
    and waves / >swings P S hand to and fro in the air / >gives someone a wave with P S hand / >flaps P
    S hand in greeting / >holds up P S hand and waves
waves with both hands / waves both arms / waves to someone with both arms / raises both hands and waves
    / swings both raised hands from side to side / >waves both hands / >waves P arms / >waves with both
    arms / >moves both raised hands from side to side / >waves P hands in the air / >waves both hands
    over P head / >says hi with both hands / >waves like crazy with both arms / >swings both arms over P
    head / >waves P arms in the air / >greets someone with both hands / >waves with both arms up /
    >signals with both arms from side to side
waves goodbye / waves farewell / waves bye with one hand / says goodbye by waving a hand / >waves bye
    bye / >waves someone off / >says bye with a wave / >says goodbye / >says bye / >bids farewell with a
    wave / >waves so long / >waves as someone leaves / >gives a goodbye wave / >does a goodbye wave /
    >waves farewell with a hand / >sees someone off with a wave / >waves ciao / >waves to someone who is
    leaving
waves goodbye with P S hand / waves farewell with P S hand / >waves bye with P S hand / >says goodbye
    with P S hand / >gives a goodbye wave with P S hand / >says bye with P S hand / >waves P S hand to
    say goodbye / >sees someone off, waving P S hand / >bids farewell with P S hand
waves goodbye with both hands / waves both hands in farewell / says goodbye by waving both hands /
    >waves bye with both hands / >gives a two-handed goodbye wave / >says bye with both hands / >bids
    farewell with both hands / >sees someone off with both hands / >waves both arms to say goodbye /
    >waves farewell with both arms
claps / applauds / brings both hands together and claps / gives a round of applause / stands and claps /
    stands and applauds / claps P hands / >gives applause / claps the hands / >puts P hands together
    again and again / >gives applause to someone / >beats P palms together / >slaps P palms together /
    >strikes P hands together / >claps for someone / >applauds a show / >makes a clapping motion / >does
    a clap / >claps both hands / >gives a clap / >claps like an audience / >performs a clap / >cheers
    someone on by clapping / >claps along
claps P hands N / claps N / >applauds N / claps the hands N / claps both hands N / >slaps P palms
    together N / >strikes P hands together N / >gives a clap N / >puts P hands together N / >brings P
    palms together in a clap N
points forward / points straight ahead / points at something in front / >points ahead / >points to the
    front / >points in front of P body / >points / >points to something / >points out something /
    >points a finger forward / >points at someone / >sticks a finger out in front / >shows something in
    front with a finger / >indicates something ahead / >points out in front / >makes a pointing gesture
    forward / >picks someone out with a finger / >points to what is ahead / >aims a finger forward
extends P S arm to point forward / stretches P S arm out and points ahead / lifts P S arm, points
    forward and lowers it again / points forward with P S hand / >points ahead with P S arm / >aims P S
    index finger forward / >points in front with P S hand / >points at something with P S hand / >points
    with P S arm out in front / >holds P S arm out and points ahead / >points P S finger forward /
    >shows what is ahead with P S hand / >sticks P S arm out and points / >indicates something in front
    with P S hand
points S / points to the S / looks and points to the S / points to P S / >points P finger to the S /
    >points at something on P S / >points over to the S / >points out something on the S / >shows the
    way to the S / >indicates the S side / >points off to the S / >makes a pointing gesture to the S /
    >directs someone to the S with a finger / >points toward the S side / >gestures to the S with a
    finger / >sticks a finger out to the S
points up / points upwards / >points at the sky / >points at the ceiling / >points to the sky / points
    up at something / >points a finger up / >points to the ceiling / >points at something above /
    >points straight up / >sticks a finger up in the air / >points above P head / >shows something up
    high / >indicates something overhead / >points to something in the air / >points at the stars /
    >aims a finger at the sky / >points at the clouds / >points skyward
raises P S arm and points at the sky / extends P S arm to point up / lifts P S arm, points up and lowers
    it again / >points up with P S hand / >points upwards with P S hand / >aims P S finger at the
    ceiling / >sticks P S arm up and points / >points to the sky with P S arm / >points above with P S
    hand / >shows something overhead with P S hand / >points P S hand skyward / >points up in the air
    with P S finger
points the way / extends an arm to show the way / gestures forward with one hand / holds out a hand as
    if to guide someone / >shows the way / >guides someone with a hand / >shows someone where to go /
    >shows where to go / >ushers someone along / >motions this way / >says after you with a hand /
    >invites someone to go ahead / >shows the direction with a hand / >gestures the way / >offers the
    way with an open hand / >directs someone with one arm / >acts as a guide / >lets someone pass with a
    gesture / >motions someone forward with a hand
beckons / waves someone over / gestures to come here with P S hand / motions with the S hand for someone
    to come / >calls someone over with a hand / >signals to come closer / >makes a come here gesture /
    beckons someone to come closer / >signals someone to come / >makes a come on gesture / >waves for
    someone to come here / >calls someone closer / >gestures for someone to approach / >invites someone
    over with a hand / >motions to come closer / >hails someone to come / >gestures come here / >asks
    someone over with a hand / >motions someone over / >summons someone with a hand
signals stop with one hand / gestures stop with P S hand / raises P S hand in front in a stop gesture /
    holds P S hand out to say stop / puts P S palm forward to stop someone / >makes a stop sign / >says
    stop with a hand / >holds out a hand to stop / >holds up a palm / >holds up a hand to say halt /
    >makes a halt gesture / >signals halt / >gestures to stop / >puts a hand out to stop someone /
    >shows a stop sign with the palm / >says stop / >holds a palm out in front / >stops someone with a
    raised palm / >halts traffic with a hand / >does a talk to the hand gesture
blows a kiss / sends a kiss with one hand / kisses P S hand and throws the kiss forward / brings P S
    hand to P mouth and blows a kiss / >throws a kiss / >blows someone a kiss / >sends kisses / >blows
    kisses / >throws someone a kiss / >sends someone a kiss / >kisses P hand and blows it away / >blows
    a kiss to the crowd / >makes a kiss gesture / >tosses a kiss / >blows a kiss at someone
shakes hands / gives a handshake with P S hand / greets someone with a handshake / extends P S hand and
    shakes hands / reaches out P S hand for a handshake / >gives a handshake / >shakes someone's hand /
    shakes hands with someone / >greets with a handshake / >shakes a hand / >offers a handshake / >gives
    someone a handshake / >shakes on a deal / >holds out a hand for a handshake / >does a handshake /
    >shakes hands on meeting someone / >gives P hand in greeting / >shakes hands with a partner
gestures no with both hands / waves both hands to say no / shakes both hands in refusal / holds up both
    hands and refuses / turns down an offer with raised hands / >refuses / >says no with P hands /
    >rejects something / >declines with both hands / >waves something off / >says no thanks with P hands
    / >refuses with both hands / >makes a no gesture with P hands / >turns something down / >says no way
    with P hands / >waves P hands in front as if to say no / >does not want it and waves it off
shrugs / shrugs P shoulders / stands and shrugs / raises both shoulders in a shrug / lifts P shoulders
    and drops them again / >gives a shrug / >shrugs as if to say who knows / >gives a little shrug /
    >does a shrug / >lifts P shoulders up and down / >makes a shrug / >shrugs as if not knowing / >shows
    not to know with a shrug / >does an i don't know gesture / >raises P shoulders / >pulls up P
    shoulders and lets them fall / >hikes up P shoulders / >performs a shrug / >says no idea with a
    shrug / >shrugs it off / >shrugs both shoulders
claps P hands * / >claps *
covers P face with both hands / puts both hands over P face / hides P face in P hands / buries P face in
    P hands / raises both hands and covers P eyes / >covers P face / >hides P face / >puts P face in P
    hands / >puts P hands to P face / >hides behind P hands / >covers P eyes with both hands / >puts
    both palms on P face / >holds P hands in front of P face / >does not want to look and covers P eyes
    / >shields P face with both hands / >hides P eyes behind P hands / >plays peekaboo
facepalms / does a facepalm / puts P S hand over P face / brings P S palm to P face / covers P eyes with
    P S hand in frustration / >slaps P forehead / >makes a facepalm / >puts a palm on P face / >slaps P
    face with a palm / >puts P face in one palm / >does a face palm / >hits P forehead with a palm /
    >slaps a hand to P forehead / >buries P face in one palm / >makes a face palm gesture / >does a
    facepalm gesture
scratches P head / raises P S hand and scratches P head / scratches the side of P head, thinking / lifts
    a hand to P head and thinks / >rubs P head / >scratches P hair / >scratches P head, puzzled /
    >scratches the back of P head / >scratches P head while wondering / >scratches at P head / >gives P
    head a scratch / >has an itchy head / >scratches P scalp / >runs a hand over P head / >rubs the back
    of P head / >does a head scratch
thinks with a hand on P chin / ponders with one hand at P chin / rests P chin on P S hand and thinks /
    strokes P chin, thinking / puts P S hand to P chin / >thinks / >thinks hard / >ponders / >holds P
    chin while thinking / >thinks about something / >is deep in thought / >puts a hand to P chin /
    >strokes P chin / >rubs P chin / >does a thinking pose / >strikes a thinking pose / >holds P chin
    and thinks / >considers something / >is thinking / >holds P chin in thought / >taps P chin / >thinks
    it over / >makes a thinking gesture / >is lost in thought
puts P S hand on P heart / places P S hand over P chest / lays the S hand on P chest / brings P S hand
    to P heart / >puts P S hand on P chest / >holds P S hand over P heart / >lays P S hand over P heart
    / >places P S hand on P chest / >puts the S hand to P chest / >touches P heart with P S hand /
    >presses P S hand to P chest / >holds the S hand on P heart / >brings the S hand to P chest /
    >covers P heart with P S hand
holds a hand to P S ear and listens / puts P S hand to P ear / raises P S hand to P ear as if to hear
    better / cups P S hand behind P ear to listen / leans in and listens with P hand at P ear / >listens
    with a hand at P ear / >cups P S ear / >cups a hand behind P S ear / >listens with P S ear / >puts a
    hand behind P S ear to hear better / >strains to hear with a hand at P S ear / >holds a hand behind
    P S ear / >puts a hand up to P S ear
wipes P forehead / wipes sweat from P brow / raises P S hand and wipes P forehead / wipes P brow with P
    S arm / >wipes the sweat off P face / >wipes P brow / >wipes off sweat / >wipes away sweat / >mops P
    brow / >mops P forehead / >wipes P face with an arm / >wipes sweat off P forehead / >wipes P brow as
    if hot / >runs a hand across P forehead / >dabs at P brow / >wipes P sweaty forehead / >cleans P
    forehead with a hand
checks P watch / looks at P wristwatch / looks at the time / raises P S wrist and glances at P watch /
    lifts P S arm and looks at the watch / checks the time on P S wrist / >checks the time / >looks at P
    watch / >checks what time it is / >glances at P watch / >looks at P wrist / >looks at a watch /
    >reads the time on P wrist / >reads P watch / >lifts a wrist and checks the time / >takes a look at
    P watch / >glances at P wrist / >looks to see what time it is / >checks P wristwatch / >looks at the
    time on P wrist
rubs P belly / holds and rubs P belly / rubs P tummy as if hungry / rubs P stomach with P S hand / puts
    P S hand on P stomach and rubs it / >rubs P stomach / >is hungry / >pats P belly / >strokes P belly
    / >rubs P tummy / >holds P stomach / >rubs P stomach as if full / >rubs P belly in circles /
    >massages P stomach / >rubs P stomach as if hungry / >has a stomach ache / >moves a hand in circles
    over P belly / >feels P stomach
puts P hands together in prayer / presses P palms together in front of P chest / stands in prayer with
    hands together / folds P hands and bows P head to pray / brings both hands together and prays /
    prays / >says a prayer / >makes a praying gesture / >holds P palms together / >puts P palms together
    / >folds P hands / >prays with folded hands / >does a prayer gesture / >puts P hands in a prayer
    pose / >joins P hands in prayer / >begs with P hands together / >holds P hands as in church / >does
    a namaste gesture / >clasps P hands to pray
circles both arms / does arm circles / makes # big circles with both arms / rotates both arms forward /
    windmills P arms / swings both arms in circles forward / >swings P arms in circles / >rotates P arms
    / >makes circles with both arms / >does arm rotations / >circles P arms / >moves both arms in
    circles / >rolls both arms round / >turns P arms like a windmill / >does arm windmills / >warms up P
    shoulders with arm circles / >swings P arms round and round / >spins both arms round / >rotates both
    arms in big circles
swings P S arm in circles / makes big circles with P S arm / circles P S arm forward / >rotates P S arm
    / >windmills P S arm / does arm circles with P S arm / >circles P S arm / >moves P S arm in circles
    / >does S arm circles / >turns P S arm like a windmill / >swings P S arm round and round / >rolls P
    S arm round in big circles / >spins P S arm round / >makes circles with the S arm
rotates the S arm N / >circles P S arm N / >swings P S arm round N
stretches / stretches both arms overhead / lifts both arms high and stretches P back / reaches up with
    both arms and stretches / stretches as after waking up / >stretches P arms / >has a stretch /
    >stretches P body / >has a good stretch / >does a stretch / >stretches P arms over P head /
    >stretches up / >stretches P arms up / >stretches out / >stretches both arms up high / >stretches
    tall / >stretches P back / >reaches for the ceiling / >stretches like just out of bed / >reaches up
    in a big stretch / >stretches P limbs / >does an overhead stretch / >extends both arms above P head
    / >lengthens P body with arms up / >performs a stretch / stretches P arms above P head
bends from side to side / leans S and then S / does side bends / bends to the S, then to the S / >leans
    from side to side / >stretches P sides / >leans over to one side and then the other / >does side
    stretches / >bends to both sides / >sways P upper body from side to side / >tilts P body from side
    to side / >bends P trunk sideways / >performs side bends / >bends sideways back and forth / >leans
    to either side / >tips P upper body from side to side
bends to the S side / leans to the S / bends P upper body sideways to the S / does a side bend to the S
    / stretches P side by bending to the S / >bends to the S / >leans over to the S / >leans S / >tilts
    P body to the S / >tips over to the S side / >leans P upper body to the S / >bends P trunk to the S
    / >stretches over to the S / >does a S side bend / >bends sideways to the S / >leans over to P S
    side / >does a side stretch to the S
twists P torso S and S / twists at the waist from side to side / does torso twists / turns P upper body
    from side to side / rotates P trunk to the S and to the S / >twists P body / >twists P upper body /
    >turns P torso S and S / >twists S and S / >twists P upper body S and then S / >turns P upper body
    to the S and to the S / >swings P torso S and S / >does twists to the S and to the S / >twists P
    body from side to side / >does waist twists / >does trunk twists / >rotates P upper body back and
    forth / >twists P torso back and forth / >swivels P upper body from side to side / >turns at the
    waist, one way and the other / >rotates at the hips with the feet still / >swings P upper body round
    from side to side / >performs torso twists / >twists from side to side / >does trunk rotations
yawns / covers P mouth with the S hand and yawns / leans P head back and yawns / >gives a yawn / >yawns
    as if tired / >lets out a yawn / yawns sleepily / >has a yawn / >gives a big yawn / >yawns with a
    hand at P mouth / >yawns wide / >does a yawn / >opens P mouth wide in a yawn / >stifles a yawn /
    >yawns as if bored / >is sleepy and yawns / >holds a hand in front of P mouth and yawns / >performs
    a yawn
nods / moves P head up and down / nods yes / stands and nods / nods P head / >says yes with P head /
    nods in agreement / >gives a nod / >agrees with a nod / >bobs P head up and down / >says yes / >says
    yes by nodding / >moves P head down and up / >makes a nod / >tips P head forward and back / >nods P
    head yes / >does a head nod / >shows agreement / >nods okay / >performs a nod / >nods as if to say
    yes / >agrees by nodding
nods P head N / nods N / >moves P head up and down N / >gives a nod N / >bobs P head N / >tips P head
    down and up N / >says yes with P head N
shakes P head / moves P head S and S repeatedly / says no by shaking P head / turns P head from side to
    side / stands and shakes P head / shakes P head no / >says no with P head / >disagrees by shaking P
    head / >moves P head from side to side / >says no / >does a head shake / >swings P head from side to
    side / >turns P head back and forth / >gives a shake of the head / >shakes P head in disagreement /
    >denies something with P head / >shakes P head as if to say no / >wags P head from side to side /
    >refuses with a shake of the head / >makes a no gesture with P head / >performs a head shake
looks around / stands and looks around / looks from side to side / turns P head and looks around / looks
    about as if searching for something / >looks about / >searches around / >takes a look around /
    >turns P head to look around / >looks here and there / >looks all around / >glances around /
    >glances about / >scans the area / >scans the surroundings / >peers around / >surveys the scene /
    >searches for something with P eyes / >takes in the surroundings / >gazes around / >looks this way
    and that / >has a look around / >looks everywhere / >checks P surroundings / >looks for someone /
    >turns P head from one side to the other
looks up / raises P head to look up / tilts P head back and looks up / gazes up at the ceiling / stands
    and looks upwards / >looks at the ceiling / >looks at the sky / looks up at the sky / >looks upwards
    / >gazes up / >gazes at the sky / >tilts P head up / >raises P head / >lifts P head / >looks
    overhead / >stares up / >turns P eyes to the sky / >peers up at something / >looks at something
    above / >watches the sky / >tips P head back / >lifts P gaze / >cranes P neck to look up / >glances
    up
looks down / lowers P head and looks down / gazes down at the floor / bows P head to look at P feet /
    stands and looks downwards / looks down at the ground / >looks at the floor / >looks at the ground /
    >looks downwards / >gazes down / >lowers P head / >drops P head / >tilts P head down / >stares at
    the floor / >hangs P head / >looks at P feet / >looks at P shoes / >glances down / >peers down /
    >lowers P gaze / >bows P head / >looks at something on the floor / >drops P gaze to the ground
looks S and then S / checks the S side, then the S side / turns P head to the S and then to the S /
    looks to the S, then to the S / >looks S then S / >looks S, then S / >turns P head S, then S /
    >glances S and then S / >looks over to the S and then to the S / >peers S and then S / >checks S,
    then S / >looks first S and then S / >gazes to the S and then to the S / >turns P head to the S,
    then the S
looks both ways / looks to both sides / >checks both sides / >looks both ways as before crossing a road
    / >looks one way and then the other / >checks both ways / >looks to either side / >glances both ways
    / >looks both ways before crossing / >checks for cars on both sides / >turns P head to both sides
rolls P head and stretches P neck / loosens P neck and shoulders / tilts P head to stretch P neck /
    cracks P neck / >stretches P neck / >rolls P neck / >does neck rolls / >rolls P neck around /
    >circles P head / >stretches P neck from side to side / >loosens P stiff neck / >does neck stretches
    / >rolls P head / >moves P head round to loosen P neck / >limbers up P neck / >tilts P head from
    side to side
laughs / bursts into laughter / >laughs out loud / >has a laugh / >giggles / laughs heartily / >cracks
    up / >laughs hard / >bursts out laughing / >has a good laugh / >gives a laugh / >laughs at something
    / >laughs as if at a joke / >shakes with laughter / >chuckles / >laughs a lot / >finds something
    funny / >falls about laughing / >does a big laugh / >rocks with laughter / laughs out loud, bending
    over
bows / takes a bow / bends forward in a bow / bends at the waist to bow / bows forward / >makes a bow /
    >gives a bow / >bows down / >bows politely / >bows to the audience / >bows P upper body / >gives a
    polite bow / >does a bow / >performs a bow / >bends at the hips in greeting / >bows in greeting /
    >greets with a bow / >inclines P upper body / >bows like in japan / >leans forward in a bow / >bows
    and straightens up / >bends over in a bow / >takes a bow as on a stage / >shows respect with a bow /
    >lowers P upper body in a bow / >bows from the waist
presses P palms together and bows forward / puts P hands together and bows / >bows with P palms together
    / >does a namaste bow / >bows with P hands in prayer / >puts P palms together and bows / >folds P
    hands and bows / >bows with P hands pressed together
shivers with cold / trembles in the cold / hugs P body and shivers / stands hunched up and trembles /
    >shivers / >freezes / >is cold / >shakes with cold / >trembles as if freezing / >shivers all over /
    >hugs P body to keep warm / >rubs P arms because of the cold / >is freezing / >is cold and shivers /
    >shudders with cold / >stands there shivering / >feels cold
feels dizzy and sways from side to side / wobbles on the spot, feeling dizzy / sways dizzily / stands
    unsteadily and sways / >is dizzy / >sways / >is dizzy and sways / >sways as if drunk / >wobbles
    about / >reels on P feet / >teeters on the spot / >is about to faint / >is dizzy and wobbles /
    >sways unsteadily on P feet / >wobbles dizzily
raises P S fist and cheers / pumps P S fist in the air / celebrates by pumping the S fist / >pumps P S
    fist / >celebrates with P S fist in the air / >puts P S fist in the air / >punches the air with P S
    fist in triumph / >holds P S fist up in victory / >raises the S fist in triumph / >cheers with P S
    fist up
waves with P S hand N / waves the S hand N / waves P S hand N / >does a wave with P S hand N / >says
    hello with P S hand N / >moves P S hand from side to side N
does # claps / performs # claps / >claps # times / >gives # claps / >claps P hands # times / >does #
    claps in a row
raises both hands N / lifts both arms N / raises both arms N / >puts both hands up N / >lifts both hands
    N / >throws both arms up N / >puts P arms up N / >raises P arms N / >lifts P hands up N
raises the S hand N / lifts the S arm N / puts the S hand up N / raises P S hand N / >raises P S arm N /
    >lifts P S hand N / >sticks P S hand up N / >holds up P S hand N / >puts P S arm up N
bows N / bows forward N / takes a bow N / >does a bow N / >bends forward in a bow N / >gives a bow N /
    >bows from the waist N / >bows down N / >makes a bow N
does # bows / performs # bows / >makes # bows / >takes # bows / >bows # times / >gives # bows
bows deeply / takes a deep bow / bows very low / makes a deep bow / >does a deep bow / >bows way down /
    >bends far down in a bow / >gives a deep bow / >bows down low
bows slightly / makes a small bow / bows a little / takes a slight bow / >gives a small bow / >bows just
    a bit / >does a little bow / >inclines P upper body slightly
waves both hands with small movements / waves both hands slightly / waves both hands a little / waves
    both hands in small movements / >waves both hands just a bit / >gives a small wave with both hands /
    >waves both hands in tiny motions
waves both arms with big movements / waves both arms widely / waves both arms in big arcs / waves both
    arms with large movements / >waves both arms wildly / >gives a huge wave with both arms / >waves
    both arms in wide sweeps / >waves both arms broadly
waves P S hand with small movements / waves P S hand slightly / waves P S hand a little / waves P S hand
    in small movements / >waves P S hand just a bit / >gives a small wave with P S hand / >waves P S
    hand in tiny motions
waves P S arm with big movements / waves P S arm widely / waves P S arm in big arcs / waves P S arm with
    large movements / >gives a big wave with P S arm / >waves P S arm in wide sweeps / >swings P S arm
    widely in a wave / >waves P S arm broadly
raises both hands slightly / raises both hands a little / lifts both hands a little / raises both hands
    only halfway / lifts both hands slightly / >raises both hands just a bit / >puts both hands up
    halfway / >lifts both hands part of the way
raises P S hand slightly / raises P S hand a little / lifts P S hand a little / raises P S hand only
    halfway / lifts P S hand slightly / >raises P S hand just a bit / >puts P S hand up halfway / >lifts
    P S hand part of the way
)";
}

}  // namespace im

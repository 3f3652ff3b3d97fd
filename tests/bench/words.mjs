// What the generated policies are about: an invented missing-person policy of 25 facts, and more facts of the same kinds.

const yes = (name, odds, ask, presume = null) => ({ name, type: "yes/no", odds, ask, presume });
const whole = (name, low, high, unit, cuts, mean, ask, presume = null) =>
  ({ name, type: "whole", low, high, unit, cuts, mean, ask, presume });
const oneOf = (name, options, weights, ask, presume = null) => ({ name, type: "one of", options, weights, ask, presume });
/** `back` is how many minutes before `now` it lies at most. */
const moment = (name, back, ask) => ({ name, type: "moment", back, ask, presume: null });

const CORE = [
  whole("age", 0, 120, "years", [13, 16, 18, 65], 19, "How old is the person?", "0..17"),
  oneOf("status", ["missing", "found"], [4, 1], "Is the person still missing?", "missing"),
  moment("reported_at", 3 * 1440, "When was the person reported missing?"),
  moment("last_seen_at", 5 * 1440, "When was the person last seen?"),
  oneOf("area", ["north", "south", "coast"], [2, 2, 1], "Which area is the person missing from?"),
  yes("in_care", 0.35, "Is the person in care?"),
  yes("cse_marker", 0.2, "Is there a marker for sexual exploitation on any linked record?"),
  yes("self_harm", 0.2, "Is there a risk of self-harm?"),
  yes("needs_medication", 0.25, "Does the person need medication?"),
  yes("out_of_character", 0.4, "Is this out of character?"),
  yes("left_note", 0.12, "Did the person leave a note?", "no"),
  yes("has_disability", 0.25, "Has the person a disability?"),
  yes("domestic_abuse", 0.25, "Is there domestic abuse at home?"),
  yes("gang_links", 0.15, "Are there links to a gang?", "no"),
  yes("met_online", 0.2, "Is the person thought to be with somebody met online?"),
  yes("older_partner", 0.18, "Has the person a much older boyfriend or girlfriend?"),
  yes("unexplained_money", 0.2, "Has the person money or gifts nobody can explain?", "no"),
  yes("threats_received", 0.15, "Has anybody threatened the person?"),
  yes("has_phone", 0.7, "Has the person a phone that is switched on?"),
  yes("known_to_services", 0.4, "Is the person known to services?", "yes"),
  whole("missing_before", 0, 60, "times", [1, 2, 3, 5], 3, "How often has the person been missing before?"),
  whole("temperature", -20, 40, "degrees", [0, 3, 8, 25], 9, "How cold or hot is it outside?"),
  oneOf("missing_from", ["home", "placement", "school", "hospital"], [4, 3, 1, 1], "Where is the person missing from?"),
  oneOf("company", ["alone", "with_friends", "with_stranger", "not_clear"], [3, 3, 1, 2], "Who is the person with?"),
  oneOf("weather", ["mild", "cold", "severe"], [5, 3, 1], "What is the weather like?", "cold"),
];

const THEMES = [
  "home", "school", "family", "friends", "online", "travel", "health", "work", "money", "street",
  "night", "sport", "club", "carer", "sibling", "parent", "tutor", "neighbour", "hostel", "transport",
];
const YES_ASPECTS = [
  "concern", "dispute", "threat", "warning_sign", "new_contact", "sudden_loss", "court_date", "debt", "injury",
  "police_record", "alcohol", "drugs", "secrecy",
];
const WHOLE_ASPECTS = ["incidents", "absences", "visits"];
const ONE_OF_ASPECTS = ["worry", "support", "attendance", "stability"];
const DEGREES = ["slight", "some", "serious", "extreme"];
const MOMENTS = ["last_call_at", "last_sighting_at", "last_payment_at", "next_of_kin_told_at"];

const sayName = (name) => name.replaceAll("_", " ");

function* more(chance) {
  for (let i = 0; i < THEMES.length * 20; i++) {
    const theme = THEMES[i % THEMES.length];
    const round = Math.floor(i / THEMES.length);
    if (i % THEMES.length === 0 && round < MOMENTS.length) {
      const name = MOMENTS[round];
      yield moment(name, 30 * 1440, `When was that: ${sayName(name)}?`);
    }
    // A stride that shares no factor with 20 spreads the kinds over every theme.
    const aspect = (i * 7 + round * 3) % 20;
    if (aspect < 13) {
      const name = `${theme}_${YES_ASPECTS[aspect]}`;
      const odds = 0.1 + chance.unit() * 0.4;
      yield yes(name, odds, `Is this known: ${sayName(name)}?`, chance.odds(0.4) ? "no" : null);
    } else if (aspect < 16) {
      const name = `${theme}_${WHOLE_ASPECTS[aspect - 13]}`;
      const mean = chance.between(2, 9);
      yield whole(name, 0, 100, "times", [1, 2, mean, mean + 3, 2 * mean + 4], mean, `How many: ${sayName(name)}?`);
    } else {
      const name = `${theme}_${ONE_OF_ASPECTS[aspect - 16]}`;
      yield oneOf(name, DEGREES, [4, 3, 2, 1], `How grave: ${sayName(name)}?`, chance.odds(0.4) ? "some" : null);
    }
  }
}

/** The first `count` facts, at least the 25 of the core. */
export function factsOf(count, chance) {
  const facts = CORE.slice(0, count);
  const names = new Set(facts.map((fact) => fact.name));
  for (const fact of more(chance)) {
    if (facts.length >= count) break;
    if (names.has(fact.name)) continue;
    names.add(fact.name);
    facts.push(fact);
  }
  return facts;
}

export const SOURCES = [
  { name: "national", title: "National guidance on missing people (invented)", link: "https://example.org/national" },
  { name: "care", title: "Children missing from home or care (invented)", link: "https://example.org/care" },
  { name: "review", title: "Local review of serious cases (invented)", link: null },
  { name: "protocol", title: "Partnership protocol (invented)", link: null },
];
export const QUOTES = [
  "a missing child is always vulnerable", "assess the risk again as facts come in", "share what is known at once",
  "look at every episode, not only the last", "tell those who can act",
];

export const PARTNERS = [
  "social_care", "exploitation_team", "mental_health", "youth_service", "transport_police", "coastguard", "hospital_desk",
  "school_lead", "probation", "housing_desk", "drug_service", "search_team", "border_desk", "charity_line", "nursing_team",
  "early_help", "virtual_school", "fire_service", "advocacy", "river_rescue",
];
export const ACTIONS = [
  "return_interview", "address_checks", "phone_enquiry", "hospital_checks", "strategy_meeting", "risk_review", "media_review",
  "search_plan", "family_liaison", "camera_review", "bank_enquiry", "welfare_check", "care_plan_review", "photo_circulated",
  "diary_check", "school_contact", "travel_enquiry", "room_search", "online_enquiry", "witness_round",
];
export const ROLES = ["duty_inspector", "control_room", "local_sergeant", "on_call_manager", "night_superintendent", "desk_officer"];

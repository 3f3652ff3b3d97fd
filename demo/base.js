/* What the page is made of: its words in English and Welsh, London time, elements, and the controls of the form. */
(function () {
  'use strict';

  const english = {
    title: 'Missing person record: safegrade demonstration',
    skip_form: 'Skip to the form', skip_panel: 'Skip to the grade',
    product: 'Missing persons', training: 'Training system. Every person is invented.',
    language: 'Language', record: 'Record', ready_case: 'Ready-made case', open_case: 'Open',
    now_legend: 'Now, in the case (London time)', date_label: 'Date, DD/MM/YYYY', time_label: 'Time, HH:MM',
    date_placeholder: 'DD/MM/YYYY', time_placeholder: 'HH:MM',
    device_clock: 'Set to this device’s clock', clear_form: 'Clear the form', print: 'Print',
    open_policy: 'Open a policy file', views: 'Views', tab_record: 'Record', tab_policy: 'Policy',
    sections: 'Sections of the form',
    policy_text: 'Policy text', format: 'Standard layout', save_copy: 'Save a copy', revert: 'Undo all edits',
    source_hint: 'Change a threshold: the grade, the form and the examples follow at once. Nothing is stored or sent.',
    diagnostics: 'Errors and warnings', examples: 'The policy’s own examples',
    panel_title: 'safegrade: recommended grade', human: 'A recommendation. A person decides.',
    name: 'Name', reported_by: 'Reported by', owner: 'Owner', record_status: 'Record', open: 'Open',
    yes: 'Yes', no: 'No', not_known: 'Not known', not_asked: 'Not asked',
    clear_of: 'Clear the answer: {what}', rest_no: 'All others: No', case_time: 'Case time', case_time_long: 'Case time: {what}',
    date: 'Date', time: 'Time', unit: 'Unit', minutes: 'minutes', hours: 'hours', days: 'days', weeks: 'weeks',
    sec_person: 'Person', sec_episode: 'Episode', sec_circumstances: 'Circumstances', sec_signs: 'Signs and indicators', sec_done: 'Action taken',
    answered: '{n} of {all}', answered_long: '{n} of {all} answered',
    can_change: 'Can still change the outcome', marked: 'A bar like this marks a question whose answer can still change the outcome.',
    presumed: 'While not known, taken as: {what}', worst: 'While not known, the worst case is acted on.',
    cannot_show: 'The case gives “{value}”, which this form cannot show.',
    now_bad: 'This is not a date and time. The time of the case stays {now}.',
    now_gap: 'The clocks skip this time. The time of the case stays {now}.',
    act_now: 'Now: {level}.', may_be: 'Still possible: {low} to {high}.', may_be_within: 'Still possible, at the widest: {low} to {high}.',
    only: 'Nothing not known can change this now.', floor: 'The least level: no rule demands more.',
    scale_is: '{scale}: {level}', key_now: 'now', key_possible: 'still possible', key_out: 'ruled out',
    duties: 'What to do', no_duties: 'Nothing is due.',
    alert: 'Alert', refer: 'Refer to', do: 'Do', tell: 'Tell',
    due: 'Due {when}', in: 'in {span}', overdue: 'Overdue', overdue_by: 'Overdue by {span}', due_now: 'Due now',
    at_once: 'At once: the time it counts from is not known', no_deadline: 'No deadline',
    within: 'within {span} of “{from}”', within_only: 'within {span}', contact: 'Contact', no_contact: 'The policy gives no contact route.',
    phone: 'phone', web: 'web', email: 'email', uncertain: 'Rests on something not known',
    reasons: 'Why', decides: 'decides', demands: 'demands {level}', also: 'Also applies ({n})', facts: 'Facts',
    assumed: 'Not known, presumed or taken at the worst', source: 'Source', written: 'The rule as written', show_rule: 'Show in the policy',
    questions: 'What could still change it', no_questions: 'No answer can change it now.', more: '{n} more',
    state_not_asked: 'not asked', state_unknown: 'not known', state_fault: 'faulty answer',
    changes: 'What time will change', changes_until: 'Looked for up to {when}.',
    no_changes: 'Nothing changes with time while the facts stay as they are.',
    goes: '{scale}: {from} becomes {to}', adds: 'Adds: {duty}', by: 'by {when}', begins: 'Begins: {rules}', ceases: 'Ceases: {rules}', go_to: 'Go to this time',
    faults: 'Faults in the case', faults_note: 'A fault never lowers a grade. Put it right to be sure of the answer.',
    remove: 'Remove from the case',
    scores: 'Scores', points: '{n} points', point: '1 point', score_range: 'Still possible: {low} to {high}.', score_within: 'Still possible, at the widest: {low} to {high}.',
    helplines: 'Helplines', about: 'Policy',
    version: 'version {n}', in_force: 'in force from {date}', engine: 'Engine {version}', decided: 'Graded for {now}',
    illustrative: 'Illustrative policy. Not for use with real people.',
    stale: 'The policy text has errors. This is the grade under the last text without errors.',
    no_form: 'The form is drawn from the policy, once one is open.',
    no_policy: 'No policy is open, so there is no grade.', loading: 'Loading the engine and the policy.',
    failed: 'The engine stopped', failed_text: 'Take no grade from this page. Reload it. What it said: {message}',
    no_engine: 'The engine is not here', no_engine_text: 'The file pkg/dist/safegrade.js was not found or did not start. Build the package first, then reload this page. {message}',
    from_folder: 'Choose the policy', from_folder_text: 'This page was opened from a folder, and a browser does not let such a page read other files by itself. Choose policies/dorset.rules, which lies beside this page, or any other policy.',
    not_fetched: 'The policy was not found', not_fetched_text: 'The server did not give policies/dorset.rules. Choose a policy file.',
    unread: 'The policy has errors', unread_text: 'No engine could be made from it. The Policy tab says where the errors are.',
    clean: 'No errors and no warnings.', counted: '{errors}, {warnings}.',
    error: 'Error', warning: 'Warning', errors: '{n} errors', error_1: '1 error', warnings: '{n} warnings', warning_1: '1 warning',
    help: 'Help: {text}', mend: 'Make this change', place: 'line {line}, column {column}',
    layout_failed: 'The layout waits until the errors of spelling and order are mended.',
    passed: 'Passed', failed_example: 'Failed', examples_all: 'All {n} examples pass.', examples_some: '{n} of {all} examples fail.', examples_none: 'The policy has no examples.', examples_stale: 'The results are those of the last text without errors.',
    summary: 'See why', in_short: 'Grade in short', announce: '{scale} is now {level}. It was {was}.', announce_new: '{scale} is {level}.'
  };

  const welsh = {
    title: 'Cofnod person coll: arddangosiad safegrade',
    skip_form: 'Neidio i’r ffurflen', skip_panel: 'Neidio i’r radd',
    product: 'Pobl ar goll', training: 'System hyfforddi. Mae pob person yn ddychmygol.',
    language: 'Iaith', record: 'Cofnod', ready_case: 'Achos parod', open_case: 'Agor',
    now_legend: 'Nawr, yn yr achos (amser Llundain)', date_label: 'Dyddiad, DD/MM/BBBB', time_label: 'Amser, AA:MM',
    date_placeholder: 'DD/MM/BBBB', time_placeholder: 'AA:MM',
    device_clock: 'Gosod i gloc y ddyfais hon', clear_form: 'Clirio’r ffurflen', print: 'Argraffu',
    open_policy: 'Agor ffeil bolisi', views: 'Golygon', tab_record: 'Cofnod', tab_policy: 'Polisi',
    sections: 'Adrannau’r ffurflen',
    policy_text: 'Testun y polisi', format: 'Cynllun safonol', save_copy: 'Cadw copi', revert: 'Dadwneud pob newid',
    source_hint: 'Newidiwch drothwy: bydd y radd, y ffurflen a’r enghreifftiau yn dilyn ar unwaith. Ni chaiff dim ei gadw na’i anfon.',
    diagnostics: 'Gwallau a rhybuddion', examples: 'Enghreifftiau’r polisi ei hun',
    panel_title: 'safegrade: gradd a argymhellir', human: 'Argymhelliad yw hwn. Person sy’n penderfynu.',
    name: 'Enw', reported_by: 'Adroddwyd gan', owner: 'Perchennog', record_status: 'Cofnod', open: 'Agored',
    yes: 'Ie', no: 'Na', not_known: 'Ddim yn hysbys', not_asked: 'Heb ei ofyn',
    clear_of: 'Clirio’r ateb: {what}', rest_no: 'Pob un arall: Na', case_time: 'Amser yr achos', case_time_long: 'Amser yr achos: {what}',
    date: 'Dyddiad', time: 'Amser', unit: 'Uned', minutes: 'munud', hours: 'awr', days: 'diwrnod', weeks: 'wythnos',
    sec_person: 'Person', sec_episode: 'Digwyddiad', sec_circumstances: 'Amgylchiadau', sec_signs: 'Arwyddion a dangosyddion', sec_done: 'Camau a gymerwyd',
    answered: '{n} o {all}', answered_long: 'atebwyd {n} o {all}',
    can_change: 'Gall newid y canlyniad o hyd', marked: 'Mae bar fel hwn yn nodi cwestiwn y gall ei ateb newid y canlyniad o hyd.',
    presumed: 'Tra nad yw’n hysbys, fe’i cymerir fel: {what}', worst: 'Tra nad yw’n hysbys, gweithredir ar yr achos gwaethaf.',
    cannot_show: 'Mae’r achos yn rhoi “{value}”, na all y ffurflen hon ei ddangos.',
    now_bad: 'Nid dyddiad ac amser yw hwn. Mae amser yr achos yn aros yn {now}.',
    now_gap: 'Mae’r clociau yn neidio dros yr amser hwn. Mae amser yr achos yn aros yn {now}.',
    act_now: 'Nawr: {level}.', may_be: 'Yn dal yn bosibl: {low} hyd {high}.', may_be_within: 'Yn dal yn bosibl, ar ei ehangaf: {low} hyd {high}.',
    only: 'Ni all dim anhysbys newid hyn nawr.', floor: 'Y lefel isaf: nid oes rheol yn mynnu mwy.',
    scale_is: '{scale}: {level}', key_now: 'nawr', key_possible: 'yn dal yn bosibl', key_out: 'wedi’i ddiystyru',
    duties: 'Beth i’w wneud', no_duties: 'Nid oes dim i’w wneud.',
    alert: 'Rhybuddio', refer: 'Cyfeirio at', do: 'Gwneud', tell: 'Dweud wrth',
    due: 'Erbyn {when}', in: 'ymhen {span}', overdue: 'Yn hwyr', overdue_by: 'Yn hwyr o {span}', due_now: 'Yn ddyledus nawr',
    at_once: 'Ar unwaith: nid yw’r amser y mae’n cyfrif ohono yn hysbys', no_deadline: 'Dim terfyn amser',
    within: 'o fewn {span} i “{from}”', within_only: 'o fewn {span}', contact: 'Cysylltu', no_contact: 'Nid yw’r polisi’n rhoi llwybr cysylltu.',
    phone: 'ffôn', web: 'gwe', email: 'e-bost', uncertain: 'Yn dibynnu ar rywbeth anhysbys',
    reasons: 'Pam', decides: 'yn penderfynu', demands: 'yn mynnu {level}', also: 'Hefyd yn berthnasol ({n})', facts: 'Ffeithiau',
    assumed: 'Anhysbys, wedi’i ragdybio neu ei gymryd ar ei waethaf', source: 'Ffynhonnell', written: 'Y rheol fel y’i hysgrifennwyd', show_rule: 'Dangos yn y polisi',
    questions: 'Beth allai ei newid o hyd', no_questions: 'Ni all unrhyw ateb ei newid nawr.', more: '{n} arall',
    state_not_asked: 'heb ei ofyn', state_unknown: 'ddim yn hysbys', state_fault: 'ateb diffygiol',
    changes: 'Beth fydd amser yn ei newid', changes_until: 'Chwiliwyd hyd at {when}.',
    no_changes: 'Nid oes dim yn newid gydag amser tra bo’r ffeithiau’n aros yr un fath.',
    goes: '{scale}: {from} yn troi’n {to}', adds: 'Yn ychwanegu: {duty}', by: 'erbyn {when}', begins: 'Yn dechrau: {rules}', ceases: 'Yn peidio: {rules}', go_to: 'Mynd i’r amser hwn',
    faults: 'Diffygion yn yr achos', faults_note: 'Nid yw diffyg byth yn gostwng gradd. Cywirwch ef i fod yn sicr o’r ateb.',
    remove: 'Tynnu o’r achos',
    scores: 'Sgorau', points: '{n} pwynt', point: '1 pwynt', score_range: 'Yn dal yn bosibl: {low} hyd {high}.', score_within: 'Yn dal yn bosibl, ar ei ehangaf: {low} hyd {high}.',
    helplines: 'Llinellau cymorth', about: 'Polisi',
    version: 'fersiwn {n}', in_force: 'mewn grym o {date}', engine: 'Peiriant {version}', decided: 'Graddiwyd ar gyfer {now}',
    illustrative: 'Polisi enghreifftiol. Nid i’w ddefnyddio gyda phobl go iawn.',
    stale: 'Mae gwallau yn nhestun y polisi. Dyma’r radd o dan y testun diwethaf heb wallau.',
    no_form: 'Caiff y ffurflen ei llunio o’r polisi, pan fydd un ar agor.',
    no_policy: 'Nid oes polisi ar agor, felly nid oes gradd.', loading: 'Yn llwytho’r peiriant a’r polisi.',
    failed: 'Stopiodd y peiriant', failed_text: 'Peidiwch â chymryd gradd o’r dudalen hon. Ail-lwythwch hi. Yr hyn a ddywedodd: {message}',
    no_engine: 'Nid yw’r peiriant yma', no_engine_text: 'Ni chafwyd hyd i’r ffeil pkg/dist/safegrade.js, neu ni ddechreuodd. Adeiladwch y pecyn yn gyntaf, yna ail-lwythwch y dudalen hon. {message}',
    from_folder: 'Dewiswch y polisi', from_folder_text: 'Agorwyd y dudalen hon o ffolder, ac nid yw porwr yn gadael i dudalen o’r fath ddarllen ffeiliau eraill ar ei phen ei hun. Dewiswch policies/dorset.rules, sydd wrth ymyl y dudalen hon, neu unrhyw bolisi arall.',
    not_fetched: 'Ni chafwyd hyd i’r polisi', not_fetched_text: 'Ni roddodd y gweinydd policies/dorset.rules. Dewiswch ffeil bolisi.',
    unread: 'Mae gwallau yn y polisi', unread_text: 'Ni ellid gwneud peiriant ohono. Mae’r tab Polisi yn dweud ble mae’r gwallau.',
    clean: 'Dim gwallau na rhybuddion.', counted: '{errors}, {warnings}.',
    error: 'Gwall', warning: 'Rhybudd', errors: '{n} gwall', error_1: '1 gwall', warnings: '{n} rhybudd', warning_1: '1 rhybudd',
    help: 'Cymorth: {text}', mend: 'Gwneud y newid hwn', place: 'llinell {line}, colofn {column}',
    layout_failed: 'Mae’r cynllun yn aros nes bod gwallau sillafu a threfn wedi’u trwsio.',
    passed: 'Pasio', failed_example: 'Methu', examples_all: 'Mae pob un o’r {n} enghraifft yn pasio.', examples_some: 'Mae {n} o {all} enghraifft yn methu.', examples_none: 'Nid oes gan y polisi enghreifftiau.', examples_stale: 'Canlyniadau’r testun diwethaf heb wallau yw’r rhain.',
    summary: 'Gweld pam', in_short: 'Y radd yn gryno', announce: '{scale} yw {level} nawr. {was} oedd.', announce_new: '{scale}: {level}.'
  };

  const calendar = {
    en: { days: 'Sun Mon Tue Wed Thu Fri Sat', months: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec', day: ['day', 'days'], hour: 'h', minute: 'min' },
    cy: { days: 'Sul Llun Maw Mer Iau Gwe Sad', months: 'Ion Chwe Maw Ebr Mai Meh Gor Awst Medi Hyd Tach Rhag', day: ['diwrnod', 'diwrnod'], hour: 'awr', minute: 'mun' }
  };

  const words = { lang: 'en', english: english, welsh: welsh };
  window.safegradeDemo = { words: words };

  /* ---- sentences ---- */

  const t = words.t = function (key, values) {
    const table = words.lang === 'cy' ? welsh : english;
    return table[key].replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  };

  /* A text of the policy: what to show, and the language it is in. */
  words.said = function (text) {
    if (words.lang === 'cy' && text.cy) return { text: text.cy, lang: 'cy' };
    return { text: text.en, lang: 'en' };
  };
  words.plain = function (text) { return words.said(text).text; };

  /* `in_care` as "in care"; a name is English whatever the page's language. */
  words.spaced = function (name) { return name.replace(/_/g, ' '); };
  words.first = function (text) { return text.charAt(0).toUpperCase() + text.slice(1); };
  /* Inside a sentence a level reads better small, unless it is an abbreviation. */
  words.inside = function (text) { return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text; };
  /* A message of the engine as a whole sentence. */
  words.full = function (text) { return words.first(text) + (/[.?!]$/.test(text) ? '' : '.'); };
  words.several = function (one, many, n) { return n === 1 ? words.t(one) : words.t(many, { n: n }); };

  /* ---- time ---- */

  const london = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit'
  });
  const two = function (n) { return String(n).padStart(2, '0'); };

  /* The London wall clock of an instant, with its offset: `2016-03-24T22:00+00:00`. */
  words.stamp = function (ms) {
    const part = {};
    london.formatToParts(new Date(ms)).forEach(function (p) { part[p.type] = p.value; });
    const wall = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute);
    const offset = Math.round((wall - Math.floor(ms / 60000) * 60000) / 60000);
    return part.year.padStart(4, '0') + '-' + part.month + '-' + part.day + 'T' + part.hour + ':' + part.minute +
      (offset < 0 ? '-' : '+') + two(Math.floor(Math.abs(offset) / 60)) + ':' + two(Math.abs(offset) % 60);
  };

  /* The instant of a London wall clock `YYYY-MM-DD HH:MM`, the earlier of two; null where the clocks skip it. */
  words.instant = function (wall) {
    const m = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)$/.exec(wall);
    if (!m) return null;
    const utc = Date.UTC(m[1], m[2] - 1, m[3], m[4], m[5]);
    for (const offset of [60, 0]) {
      const ms = utc - offset * 60000;
      if (words.stamp(ms).slice(0, 16) === wall.replace(' ', 'T')) return ms;
    }
    return null;
  };

  /* `24/3/2016` or `2016-03-24` as `2016-03-24`, whether or not there is such a day; null where it is neither. */
  words.readDate = function (text) {
    let m = /^(\d{1,2})[\/.\- ](\d{1,2})[\/.\- ](\d{4})$/.exec(text.trim());
    if (m) return m[3] + '-' + two(m[2]) + '-' + two(m[1]);
    m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text.trim());
    return m ? m[0] : null;
  };
  words.readTime = function (text) {
    const m = /^(\d{1,2})[:.]?(\d\d)$/.exec(text.trim());
    return m ? two(m[1]) + ':' + m[2] : null;
  };
  words.boxDate = function (iso) { return iso.slice(8, 10) + '/' + iso.slice(5, 7) + '/' + iso.slice(0, 4); };

  words.dayText = function (iso) {
    const names = calendar[words.lang];
    const day = new Date(Date.UTC(iso.slice(0, 4), iso.slice(5, 7) - 1, iso.slice(8, 10))).getUTCDay();
    return names.days.split(' ')[day] + ' ' + Number(iso.slice(8, 10)) + ' ' + names.months.split(' ')[iso.slice(5, 7) - 1] + ' ' + iso.slice(0, 4);
  };
  words.moment = function (stamp) { return words.dayText(stamp) + ', ' + stamp.slice(11, 16); };
  words.zone = function (stamp) { return /\+01:00$/.test(stamp) ? 'BST' : /(\+00:00|Z)$/.test(stamp) ? 'GMT' : stamp.slice(16); };

  /* A length of time as the engine words it, `12 hours`. */
  words.length = function (text) {
    const m = /^(\d+) (minute|hour|day|week)s?$/.exec(text);
    return m && words.lang !== 'en' ? m[1] + ' ' + t(m[2] + 's') : words.english_node(text);
  };
  words.minutesBetween = function (from, to) { return Math.round((Date.parse(to) - Date.parse(from)) / 60000); };
  words.span = function (minutes) {
    const names = calendar[words.lang];
    const days = Math.floor(minutes / 1440), hours = Math.floor(minutes % 1440 / 60), rest = minutes % 60;
    const parts = [];
    if (days) parts.push(days + ' ' + names.day[days === 1 ? 0 : 1]);
    if (hours) parts.push(hours + ' ' + names.hour);
    if (rest && days < 3) parts.push(rest + ' ' + names.minute);
    return parts.join(' ') || '0 ' + names.minute;
  };

  /* ---- elements ---- */

  /* make('p', {class: 'x', onclick: f}, 'text', node, …); empty children are left out. */
  const make = words.make = function (tag, attributes) {
    const node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (key) {
      const value = attributes[key];
      if (value === null || value === undefined || value === false) return;
      if (key.slice(0, 2) === 'on') node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? '' : value);
    });
    for (let i = 2; i < arguments.length; i++) {
      [].concat(arguments[i]).forEach(function (child) {
        if (child !== null && child !== undefined && child !== '') node.append(child);
      });
    }
    return node;
  };

  /* A text of the policy as an element, marked where it is not in the language of the page. */
  words.node = function (text, tag, attributes) {
    const said = words.said(text);
    return words.make(tag || 'span', Object.assign({ lang: said.lang === words.lang ? null : said.lang }, attributes), said.text);
  };
  /* A sentence of the engine, which is English, with names in backquotes set as code. */
  words.told = function (text, tag, attributes) {
    return make(tag, Object.assign({ lang: words.lang === 'en' ? null : 'en' }, attributes), text.split('`').map(function (piece, i) {
      return i % 2 ? make('code', {}, piece) : piece;
    }));
  };
  words.english_node = function (text) {
    return words.lang === 'en' ? text : words.make('span', { lang: 'en' }, text);
  };

  /* Puts the words of the chosen language into the page that stands. */
  words.apply = function () {
    document.documentElement.lang = words.lang;
    document.title = words.t('title');
    document.querySelectorAll('[data-t]').forEach(function (node) { node.textContent = words.t(node.dataset.t); });
    document.querySelectorAll('[data-t-label]').forEach(function (node) { node.setAttribute('aria-label', words.t(node.dataset.tLabel)); });
    document.querySelectorAll('[data-t-placeholder]').forEach(function (node) { node.placeholder = words.t(node.dataset.tPlaceholder); });
    document.getElementById('lang-en').setAttribute('aria-pressed', String(words.lang === 'en'));
    document.getElementById('lang-cy').setAttribute('aria-pressed', String(words.lang === 'cy'));
  };

  /* ---- controls ----
     One for each type of fact: {nodes, read, show}. `read` gives an answer, or undefined where nothing is answered;
     `show` says whether it could show the answer. */

  function button(key, act, attributes) {
    return make('button', Object.assign({ type: 'button', onclick: act }, attributes), t(key));
  }

  /* Takes an answer back: the question stands as not asked. */
  function wiper(text, act) {
    const name = t('clear_of', { what: words.plain(text) });
    return make('button', { type: 'button', class: 'wipe idle', 'aria-label': name, title: name, onclick: act }, '×');
  }

  function notKnown(id, changed) {
    const box = make('input', { type: 'checkbox', id: id + '-unknown', onchange: changed });
    return { box: box, node: make('label', { class: 'check' }, box, ' ', t('not_known')) };
  }

  function radios(name, labelled, changed) {
    const all = [['yes', true], ['no', false], ['not_known', null]].map(function (pair) {
      return { key: pair[0], value: pair[1], input: make('input', { type: 'radio', name: name, value: pair[0], onchange: changed, 'aria-labelledby': labelled ? labelled(pair[0]) : null }) };
    });
    return {
      all: all,
      read: function () { const on = all.find(function (r) { return r.input.checked; }); return on ? on.value : undefined; },
      show: function (value) {
        all.forEach(function (r) { r.input.checked = r.value === value; });
        return value === undefined || value === null || typeof value === 'boolean';
      }
    };
  }

  const controls = {
    yes_no: function (fact, id, changed, now) {
      const group = radios(id, null, changed);
      return {
        group: true,
        nodes: make('div', { class: 'choices' }, group.all.map(function (r) { return make('label', { class: 'choice' }, r.input, ' ', t(r.key)); })),
        read: group.read, show: group.show, first: function () { return group.all.find(function (r) { return r.input.checked; }) || group.all[0]; }
      };
    },

    one_of: function (fact, id, changed, now) {
      const select = make('select', { id: id, onchange: changed }, make('option', { value: '' }, '– ' + t('not_asked') + ' –'),
        fact.options.map(function (option) { return words.node(option.text, 'option', { value: '=' + option.name }); }),
        make('option', { value: '?' }, t('not_known')));
      return {
        nodes: select,
        read: function () { return select.value === '' ? undefined : select.value === '?' ? null : select.value.slice(1); },
        show: function (value) {
          select.value = value === undefined ? '' : value === null ? '?' : '=' + value;
          if (select.selectedIndex >= 0) return true;
          select.value = '';
          return false;
        }
      };
    },

    any_of: function (fact, id, changed, now) {
      const rows = fact.options.map(function (option, i) {
        const heading = id + '-o' + i;
        const group = radios(heading, function (key) { return heading + ' ' + id + '-' + key; }, changed);
        const wipe = wiper(option.text, function () { group.show(undefined); group.all[0].input.focus(); changed(); });
        return {
          name: option.name, group: group, wipe: wipe,
          node: make('tr', {}, words.node(option.text, 'th', { scope: 'row', id: heading }),
            group.all.map(function (r) { return make('td', {}, make('label', {}, r.input)); }), make('td', { class: 'end' }, wipe))
        };
      });
      let others = {};
      const table = make('table', { class: 'matrix' },
        make('thead', {}, make('tr', {}, make('td', {}),
          ['yes', 'no', 'not_known'].map(function (key) { return make('th', { scope: 'col', id: id + '-' + key }, t(key)); }), make('td', {}))),
        make('tbody', {}, rows.map(function (row) { return row.node; })));
      const rest = button('rest_no', function () {
        rows.forEach(function (row) { if (row.group.read() === undefined) row.group.show(false); });
        rows[0].group.all.find(function (r) { return r.input.checked; }).input.focus();
        changed();
      });
      /* What takes an answer back or gives the rest is there only where it can do something. */
      const tidy = function () {
        const open = rows.filter(function (row) { return row.group.read() === undefined; });
        rows.forEach(function (row) { row.wipe.classList.toggle('idle', open.includes(row)); });
        rest.hidden = open.length === 0;
      };
      return {
        group: true, wide: fact.options.some(function (option) { return words.plain(option.text).length > 45; }), nodes: [table, make('p', { class: 'together screen' }, rest)],
        read: function () {
          const answer = Object.assign({}, others);
          rows.forEach(function (row) {
            const value = row.group.read();
            if (value !== undefined) answer[row.name] = value;
          });
          tidy();
          return Object.keys(answer).length ? answer : undefined;
        },
        /* An option the policy lacks is kept, so that the engine can say so. */
        show: function (value) {
          const list = Array.isArray(value), table = !list && value !== null && typeof value === 'object' ? value : {};
          const known = rows.map(function (row) { return row.name; });
          others = {};
          Object.keys(table).concat(list ? value : []).forEach(function (name) { if (!known.includes(name)) others[name] = list ? true : table[name]; });
          rows.forEach(function (row) {
            const own = list ? value.includes(row.name) : value === null ? null : table[row.name];
            row.group.show(own);
          });
          tidy();
          return Object.keys(others).length === 0 && (value === undefined || value === null || typeof value === 'object');
        },
        first: function (option) {
          const row = rows.find(function (r) { return r.name === option; }) || rows.find(function (r) { return r.group.read() === undefined; }) || rows[0];
          return row.group.all.find(function (r) { return r.input.checked; }) || row.group.all[0];
        }
      };
    },

    number: function (fact, id, changed, now) {
      const unknown = notKnown(id, function () { if (unknown.box.checked) input.value = ''; changed(); });
      const input = make('input', { id: id, type: 'text', inputmode: fact.type === 'whole' ? 'numeric' : 'decimal', class: 'number', oninput: function () { if (input.value) unknown.box.checked = false; changed(); } });
      return {
        nodes: make('div', { class: 'together' }, input, fact.unit ? make('span', { class: 'unit', lang: words.lang === 'en' ? null : 'en' }, words.spaced(fact.unit)) : null,
          fact.lowest !== null && fact.highest !== null ? make('span', { class: 'hint' }, fact.lowest + '–' + fact.highest) : null, unknown.node),
        read: function () {
          const text = input.value.trim();
          if (text === '') return unknown.box.checked ? null : undefined;
          /* Digits that a number cannot hold exactly go as they were written. */
          return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
        },
        show: function (value) {
          unknown.box.checked = value === null;
          input.value = value === null || value === undefined ? '' : String(value);
          return value === null || ['undefined', 'number', 'string'].includes(typeof value);
        }
      };
    },

    /* A duration is given in words, such as `12 hours`. */
    duration: function (fact, id, changed) {
      const units = ['minutes', 'hours', 'days', 'weeks'];
      const unknown = notKnown(id, function () { if (unknown.box.checked) input.value = ''; changed(); });
      const input = make('input', { id: id, type: 'text', inputmode: 'numeric', class: 'number', oninput: function () { if (input.value) unknown.box.checked = false; changed(); } });
      const unit = make('select', { 'aria-label': words.plain(fact.ask) + ': ' + t('unit'), onchange: changed }, units.map(function (key) { return make('option', { value: key }, t(key)); }));
      unit.value = 'hours';
      return {
        nodes: make('div', { class: 'together' }, input, unit, unknown.node),
        read: function () {
          const text = input.value.trim();
          if (text === '') return unknown.box.checked ? null : undefined;
          return /^\d+$/.test(text) ? text + ' ' + unit.value : text;
        },
        show: function (value) {
          const m = /^(\d+) (minute|hour|day|week)s?$/.exec(value);
          unknown.box.checked = value === null;
          if (m) unit.value = m[2] + 's';
          input.value = m ? m[1] : value === null || value === undefined ? '' : String(value);
          return value === null || value === undefined || typeof value === 'string';
        }
      };
    },

    moment: function (fact, id, changed, now) {
      const whole = fact.type === 'moment';
      const typed = function () { unknown.box.checked = false; tidy(); changed(); };
      const unknown = notKnown(id, function () { if (unknown.box.checked) { date.value = ''; time.value = ''; } changed(); });
      const date = make('input', { id: id, type: 'text', inputmode: 'numeric', class: 'date', placeholder: t('date_placeholder'), 'aria-label': whole ? words.plain(fact.ask) + ': ' + t('date_label') : null, onchange: typed });
      const time = make('input', { type: 'text', inputmode: 'numeric', class: 'time', placeholder: t('time_placeholder'), 'aria-label': words.plain(fact.ask) + ': ' + t('time_label'), onchange: typed });
      const tidy = function () {
        const d = words.readDate(date.value), h = words.readTime(time.value);
        if (d) date.value = words.boxDate(d);
        if (h) time.value = h;
      };
      return {
        nodes: make('div', { class: 'together' }, date, whole ? time : null, unknown.node,
          button('case_time', function () {
            date.value = words.boxDate(now());
            time.value = now().slice(11, 16);
            typed();
          }, { class: 'link small screen', 'aria-label': t('case_time_long', { what: words.plain(fact.ask) }) })),
        read: function () {
          const d = date.value.trim(), h = time.value.trim();
          if (!d && !h) return unknown.box.checked ? null : undefined;
          const day = words.readDate(d);
          if (!whole) return day || d;
          return day && words.readTime(h) ? day + ' ' + words.readTime(h) : (d + ' ' + h).trim();
        },
        show: function (value) {
          unknown.box.checked = value === null;
          date.value = time.value = '';
          if (value === null || value === undefined) return true;
          const m = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?$/.exec(value);
          date.value = m ? words.boxDate(m[1]) : String(value);
          time.value = m && m[2] ? m[2] : '';
          return typeof value === 'string';
        }
      };
    }
  };
  controls.whole = controls.decimal = controls.number;
  controls.date = controls.moment;

  words.button = button;
  words.wiper = wiper;
  window.safegradeDemo.controls = controls;
}());

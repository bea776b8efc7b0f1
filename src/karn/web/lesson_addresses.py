"""The pages of looking back, of lessons and of their rounds, one line each."""

from django.urls import URLPattern, path

from karn.web.views import journal, lesson_rounds, lessons, look_guest, looking_back

LESSONS: list[URLPattern] = [
    path("customers/<int:number>/looking-back/", looking_back.customer_looks, name="customer_looks"),
    path("customers/<int:number>/looking-back/new/", looking_back.new_look, name="new_look"),
    path("findings/<int:number>/", lesson_rounds.finding, name="finding"),
    path("findings/<int:number>/answer/", lesson_rounds.answer_finding, name="answer_finding"),
    path("lesson-rounds/<int:number>/", lesson_rounds.lesson_share, name="lesson_share"),
    path("lesson-rounds/<int:number>/answer/", lesson_rounds.answer_share, name="answer_share"),
    path("lesson-rounds/<int:number>/undo/", lesson_rounds.undo_answers, name="undo_answers"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/<int:number>/", lessons.lesson, name="lesson"),
    path("lessons/<int:number>/changes/", journal.lesson_changes, name="lesson_changes"),
    path("lessons/<int:number>/change/", lessons.change_lesson, name="change_lesson"),
    path("lessons/<int:number>/remove/", lessons.remove_lesson, name="remove_lesson"),
    path("lessons/<int:number>/restore/", lessons.restore_lesson, name="restore_lesson"),
    path("lessons/<int:number>/retire/", lessons.retire_lesson, name="retire_lesson"),
    path("lessons/<int:number>/take-up/", lessons.take_up_lesson, name="take_up_lesson"),
    path("lessons/new/", lessons.new_lesson, name="new_lesson"),
    path("lessons/ready/", lessons.take_ready, name="take_ready"),
    path("lessons/round/", lesson_rounds.lesson_round, name="lesson_round"),
    path("looking-back/", looking_back.looking_back, name="looking_back"),
    path("looking-back/<int:number>/", looking_back.look, name="look"),
    path("looking-back/<int:number>/ask/", looking_back.look_ask, name="look_ask"),
    path("looking-back/<int:number>/auditor/", looking_back.choose_auditor, name="choose_auditor"),
    path("looking-back/<int:number>/close/", looking_back.close_look, name="close_look"),
    path("looking-back/<int:number>/expect/", looking_back.look_expect, name="look_expect"),
    path("looking-back/<int:number>/lesson/", looking_back.look_lesson, name="look_lesson"),
    path("looking-back/<int:number>/link/", looking_back.look_link, name="look_link"),
    path("looking-back/<int:number>/link/end/", looking_back.end_look_link, name="end_look_link"),
    path("looking-back/<int:number>/open/", looking_back.reopen_look, name="reopen_look"),
    path("looking-back/<int:number>/remove/", looking_back.remove_look, name="remove_look"),
    path("looking-back/<int:number>/restore/", looking_back.restore_look, name="restore_look"),
    path("looking-back/<int:number>/then/", looking_back.look_then, name="look_then"),
    path("looking-back/near/", looking_back.near_miss, name="near_miss"),
    path("p/<str:token>", look_guest.look_public, name="look_public"),
]

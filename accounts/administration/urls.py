from django.urls import path

from accounts.administration import invitations, views

urlpatterns = [
    path("", views.members, name="admin_home"),
    path("members/<int:number>/", views.member, name="admin_member"),
    path("members/<int:number>/roles/", views.member_roles, name="admin_member_roles"),
    path("members/<int:number>/deactivate/", views.deactivate, name="admin_member_deactivate"),
    path("members/<int:number>/reactivate/", views.reactivate, name="admin_member_reactivate"),
    path("invitations/", invitations.invitations, name="admin_invitations"),
    path("invitations/<int:number>/again/", invitations.invitation_again, name="admin_invitation_again"),
    path("invitations/<int:number>/withdraw/", invitations.invitation_withdraw, name="admin_invitation_withdraw"),
    path("sign-up/", views.sign_up, name="admin_sign_up"),
]
